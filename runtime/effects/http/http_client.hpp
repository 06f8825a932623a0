#pragma once

#include <functional>
#include <memory>
#include <string>

#include "runtime/effects/http/address.hpp"
#include "runtime/effects/http/resolve.hpp"
#include "runtime/effects/message.hpp"

namespace millrace::effects {

// Sends HTTP/1.1 requests over TCP and TLS, each on a connection of its own, all on one thread.
//
// What a flow's author may write must not reach into the house: a name is resolved once, its addresses are checked, and
// the connection goes to a checked address and nowhere else, for each redirect anew. TLS trusts the system's
// authorities and checks the host's name. At most 5 redirects. No proxies, no cookies, no environment.
class HttpClient final : public Sender {
public:
    struct Settings {
        AllowedHosts allowed = {};
        std::string authorities_file = {};  // PEM, trusted in addition to the system's
        Resolve resolve = resolve_with_system;
        int resolving_threads = 4;
        std::string user_agent = "millrace";
    };

    explicit HttpClient(const Settings& settings);
    // What is under way is dropped without an answer.
    ~HttpClient() override;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // Calls back on the client's thread; the callback hands over and returns.
    void send(HttpRequest request, std::function<void(HttpReply)> reply) override;

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace millrace::effects
