#include "api/app/mail_room.hpp"

#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "api/auth/base64url.hpp"
#include "api/auth/secret.hpp"
#include "engine/base/digest.hpp"

namespace millrace::app {
namespace {

constexpr std::chrono::milliseconds looks_for_mail_every{500};

// The secret stands behind #, which browsers send to nobody.
mail::Letter letter_for(const desk::DueMail& due, const std::string& public_url, const std::string& secret) {
    mail::Letter letter;
    letter.to = due.email;
    letter.to_name = due.name;
    letter.id = fmt::format("mail{}x{}", due.posted.ms, due.id);
    letter.date = due.posted;
    if (due.kind == desk::MailKind::invitation) {
        letter.subject = fmt::format("Your account at {}", due.org_name);
        letter.text = fmt::format(
            "Hello {},\n\nthere is an account for you at {}: {}\n\nChoose your password within three days:\n\n"
            "{}/reset#invitation={}\n",
            due.name, due.org_name, due.email, public_url, secret);
        return letter;
    }
    letter.subject = "Choose a new password";
    letter.text = fmt::format(
        "Hello {},\n\nsomebody asked for a new password for {} at {}. Choose it within an hour:\n\n"
        "{}/reset#token={}\n\nIf that was not you, do nothing: your password stays as it is.\n",
        due.name, due.email, due.org_name, public_url, secret);
    return letter;
}

void say(const std::string& line) {
    fmt::print(stderr, "millrace: {}\n", line);
    std::fflush(stderr);
}

}  // namespace

MailRoom::MailRoom(store::Store& store, desk::Feed& feed, const mail::SmtpClient& client, std::string public_url)
    : store_(store), feed_(feed), client_(client), public_url_(std::move(public_url)), thread_([this] { watch(); }) {}

MailRoom::~MailRoom() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void MailRoom::watch() {
    std::unique_lock lock(mutex_);
    while (!ending_.wait_for(lock, looks_for_mail_every, [this] { return ends_.load(); })) {
        lock.unlock();
        try {
            send_what_is_due();
        } catch (const store::SqlError& error) {
            // A database that does not answer is said where commits wait for it; the next look is soon.
            if (error.kind() != store::SqlError::Kind::unavailable && error.kind() != store::SqlError::Kind::expired) {
                say(std::string("the mail room: ") + error.what());
            }
        }
        lock.lock();
    }
}

void MailRoom::send_what_is_due() {
    {
        const auto reader = store_.reader();
        if (!desk::has_due_mail(*reader, store_.clock().now())) {
            return;
        }
    }
    std::vector<std::string> lost;
    const Status looked = store_.write([&](store::Transaction& tx) -> Status {
        lost = desk::give_up_lost_mails(tx, feed_);
        return {};
    });
    if (looked && !lost.empty()) {
        say(
            fmt::format("{} mails were being sent when a server ended; whether they went out is not known, and they are"
                        " not sent again",
                        lost.size()));
    }
    while (looked && !ends_ && send_one()) {
    }
}

// False when there is no more.
bool MailRoom::send_one() {
    const std::string secret = auth::to_base64url(auth::random_bytes(32));
    std::optional<desk::DueMail> due;
    bool more = false;
    const Status taken = store_.write([&, digest = sha256_hex(secret)](store::Transaction& tx) -> Status {
        due = desk::take_mail(tx, digest);
        more = desk::has_due_mail(tx, tx.now());
        return {};
    });
    if (!taken) {
        return false;  // the store is closed, or full: said there
    }
    if (due) {
        settle(*due, client_.send(letter_for(*due, public_url_, secret), ends_));
    }
    return more;
}

void MailRoom::settle(const desk::DueMail& mail, const mail::Outcome& outcome) {
    bool again = false;
    const Status written = store_.write([&](store::Transaction& tx) -> Status {
        const desk::Work work{tx, feed_, mail.org};
        if (outcome.sent == mail::Sent::yes) {
            desk::mail_sent(work, mail);
        } else {
            again = desk::mail_failed(work, mail, outcome.why, outcome.sent != mail::Sent::later);
        }
        return {};
    });
    if (outcome.sent != mail::Sent::yes) {
        say(fmt::format("a mail to user {} was not sent, {}: {}", mail.user,
                        again ? "and is tried again" : "and is not tried again", outcome.why.message));
    }
    if (!written) {
        say("what became of a mail could not be written: " + written.error().message);
    }
}

}  // namespace millrace::app
