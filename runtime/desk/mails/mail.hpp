#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// Mails that are to go out. A row is written with what is the reason for it, and a server sends it afterwards. What it
// says is put together when it is sent: no link stands in the store in a form that could be used.
namespace millrace::desk {

enum class MailKind : std::uint8_t { password_reset, invitation };

store::Migration mail_tables();

// For whoever has this address, if anybody has; who asks cannot tell.
void post_password_reset(store::Transaction& tx, std::string_view email);
void post_invitation(const Work& work, std::string_view user);

// A mail that one server is about to send.
struct DueMail {
    std::int64_t id = 0;
    MailKind kind = MailKind::password_reset;
    std::string email;
    std::string name;
    std::string org_name;
    OrgId org;
    std::string user;
    int attempt = 1;
    Time posted;
};

// Is there something to do at this time?
bool has_due_mail(store::Session& session, Time now);
// The one that is due longest, taken so that no other server takes it, with its link (by digest) made good. Nothing:
// none is due, or who was to get it is not there any more and his mail is gone with him.
std::optional<DueMail> take_mail(store::Transaction& tx, std::string_view link_digest);

// How it went. One that failed for now is tried again, each time later, until what it offers would be of no use; the
// answer says whether it will be.
void mail_sent(const Work& work, const DueMail& mail);
bool mail_failed(const Work& work, const DueMail& mail, const Error& why, bool for_good);
// Mails of a server that died while it sent them. Whether they went out nobody knows, and a second one is not sent.
// Their addresses.
std::vector<std::string> give_up_lost_mails(store::Transaction& tx, Feed& feed);

}  // namespace millrace::desk
