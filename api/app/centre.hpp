#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/app/daily_backup.hpp"
#include "api/auth/rate_limit.hpp"
#include "api/operations/services.hpp"
#include "runtime/mail/smtp_client.hpp"

namespace millrace::app {

struct CentreOptions {
    std::string data;   // empty: in memory
    std::string store;  // "postgresql://user@host:port/db": there; data then keeps only what is beside the store
    std::string listen = "127.0.0.1:8080";
    bool demo = false;
    std::string nodes_folder;
    std::vector<std::string> allow_http;  // HOST:PORT
    int threads = 0;
    DailyBackupOptions backup = {};
    int password_cost = 12;       // of bcrypt; tests take less
    mail::SmtpOptions smtp = {};  // without a url none is sent
    std::string public_url = {};  // where browsers reach the pages; empty: `listen`
    std::vector<std::string> trusted_proxies = {};
    auth::RateLimits rate = {};
};

// The whole product in one object: every part made once, in the order in which they need one another.
class Centre {
public:
    // The error says what to do about it: another --data, another --listen.
    static Result<std::unique_ptr<Centre>> open(CentreOptions options);
    ~Centre();

    std::string address() const;  // "http://127.0.0.1:8080"
    api::Services& services();
    // What a person should know after the start, a line each: where to log in.
    const std::vector<std::string>& greetings() const;
    // Accepts nothing more, finishes what is under way.
    void stop();

private:
    struct Parts;
    explicit Centre(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace millrace::app
