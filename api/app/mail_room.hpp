#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "runtime/desk/events/feed.hpp"
#include "runtime/desk/mails/mail.hpp"
#include "runtime/mail/smtp_client.hpp"
#include "runtime/store/store.hpp"

namespace millrace::app {

// Sends the mails that are due, one after the other. With several servers each looks, and of each mail one takes it.
// What goes wrong for good is said on standard error and in the audit. Its own thread.
class MailRoom {
public:
    MailRoom(store::Store& store, desk::Feed& feed, const mail::SmtpClient& client, std::string public_url);
    ~MailRoom();  // gives up what is being sent
    MailRoom(const MailRoom&) = delete;
    MailRoom& operator=(const MailRoom&) = delete;

private:
    void watch();
    void send_what_is_due();
    bool send_one();
    void settle(const desk::DueMail& mail, const mail::Outcome& outcome);

    store::Store& store_;
    desk::Feed& feed_;
    const mail::SmtpClient& client_;
    const std::string public_url_;
    std::atomic<bool> ends_{false};
    std::mutex mutex_;
    std::condition_variable ending_;
    std::thread thread_;
};

}  // namespace millrace::app
