#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"
#include "runtime/mail/letter.hpp"

namespace millrace::mail {

struct SmtpOptions {
    std::string url;   // "smtp://user:password@host:587", "smtps://host:465"
    std::string user;  // in place of what the url says
    std::string password;
    std::string from;
    std::string authorities;  // a file of certificates to trust instead of the system's
    Duration connecting = seconds(10);
    Duration sending = seconds(60);
};

enum class Sent : std::uint8_t { yes, later, never, unknown };
struct Outcome {
    Sent sent = Sent::later;
    Error why = {};  // unless it was sent
};

// Sends to one mail server. Thread-safe, and keeps nothing between two letters.
class SmtpClient {
public:
    // "mail.url_malformed", "mail.sender_malformed".
    static Result<SmtpClient> make(SmtpOptions options);

    // Blocks. Gives up when `stopping` becomes true.
    Outcome send(const Letter& letter, const std::atomic<bool>& stopping) const;

private:
    SmtpClient() = default;

    SmtpOptions options_;
    std::string url_;  // without name and password
    bool is_here_ = false;
    Sender from_;
};

}  // namespace millrace::mail
