#include "runtime/desk/mails/mail.hpp"

#include <algorithm>

#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/users/password_link.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

// Longer than any conversation with a mail server takes.
constexpr Duration sending_max = minutes(5);
constexpr Duration first_pause = seconds(2);
constexpr Duration pause_max = minutes(15);

std::string_view to_text(MailKind kind) {
    return kind == MailKind::invitation ? "invitation" : "password_reset";
}

Duration worth_sending_for(MailKind kind) {
    return kind == MailKind::invitation ? hours(24) : reset_link_life;
}

Duration pause_after(int attempt) {
    Duration pause = first_pause;
    for (int i = 1; i < attempt && pause < pause_max; ++i) {
        pause = Duration{pause.ms * 3};
    }
    return std::min(pause, pause_max);
}

void remove_mail(store::Transaction& tx, std::int64_t id) {
    tx.run("DELETE FROM mail WHERE id = $id", {{"id", id}});
}

Value about(const DueMail& mail) {
    return Map{{"kind", to_text(mail.kind)}, {"email", mail.email}};
}

Value about(const DueMail& mail, const Error& why) {
    Map all = about(mail).as_map();
    all.set("code", why.code);
    all.set("reason", why.message);
    return all;
}

// Who is to get it, if he still is.
std::optional<User> recipient(store::Transaction& tx, MailKind kind, std::string_view email) {
    std::optional<User> user = find_user_by_email(tx, email);
    const bool waits = user && user->active && (kind == MailKind::password_reset || user->invited);
    return waits ? std::move(user) : std::nullopt;
}

}  // namespace

store::Migration mail_tables() {
    return {.number = 1640,
            .name = "mails",
            .statements = {"CREATE TABLE mail(id {serial}, kind {int} NOT NULL, email {text} NOT NULL,"
                           " created {time} NOT NULL, attempts {int} NOT NULL, sending {bool} NOT NULL,"
                           " due {time} NOT NULL)",
                           "CREATE INDEX mail_by_due ON mail(due)"}};
}

void post_password_reset(store::Transaction& tx, std::string_view email) {
    tx.run("INSERT INTO mail(kind, email, created, attempts, sending, due) VALUES($kind, $email, $now, 0, 0, $now)",
           {{"kind", MailKind::password_reset}, {"email", email}, {"now", tx.now()}});
}

void post_invitation(const Work& work, std::string_view id) {
    const std::optional<User> user = find_user(work.reader(), id);
    work.tx.run(
        "INSERT INTO mail(kind, email, created, attempts, sending, due) VALUES($kind, $email, $now, 0, 0, $now)",
        {{"kind", MailKind::invitation}, {"email", user->email}, {"now", work.now()}});
}

bool has_due_mail(store::Session& session, Time now) {
    return session.one("SELECT id FROM mail WHERE due <= $now LIMIT 1", {{"now", now}}).has_value();
}

std::optional<DueMail> take_mail(store::Transaction& tx, std::string_view link_digest) {
    const auto row = tx.one(
        "SELECT id, kind, email, attempts, created FROM mail WHERE due <= $now AND sending = 0 ORDER BY due, id LIMIT "
        "1",
        {{"now", tx.now()}});
    if (!row) {
        return std::nullopt;
    }
    DueMail mail;
    mail.id = row->integer("id");
    mail.kind = row->get<MailKind>("kind");
    mail.attempt = static_cast<int>(row->integer("attempts")) + 1;
    mail.posted = row->time("created");
    const std::optional<User> user = recipient(tx, mail.kind, row->text("email"));
    if (!user) {
        remove_mail(tx, mail.id);
        return std::nullopt;
    }
    mail.email = user->email;
    mail.name = user->name;
    mail.org = user->org;
    mail.user = user->id;
    const std::optional<Org> org = find_org(tx.org(user->org));
    mail.org_name = org ? org->name : std::string();
    const Duration life = mail.kind == MailKind::invitation ? invitation_life : reset_link_life;
    add_password_link(tx, link_digest, {user->org, user->id, tx.now() + life});
    tx.run("UPDATE mail SET sending = 1, attempts = $attempts, due = $until WHERE id = $id",
           {{"attempts", mail.attempt}, {"until", tx.now() + sending_max}, {"id", mail.id}});
    return mail;
}

void mail_sent(const Work& work, const DueMail& mail) {
    remove_mail(work.tx, mail.id);
    record(work, "mail.sent", "user:" + mail.user, {}, about(mail));
}

bool mail_failed(const Work& work, const DueMail& mail, const Error& why, bool for_good) {
    const auto row = work.tx.one("SELECT created FROM mail WHERE id = $id", {{"id", mail.id}});
    const Time again = work.now() + pause_after(mail.attempt);
    if (!for_good && row && again < row->time("created") + worth_sending_for(mail.kind)) {
        work.tx.run("UPDATE mail SET sending = 0, due = $due WHERE id = $id", {{"due", again}, {"id", mail.id}});
        return true;
    }
    remove_mail(work.tx, mail.id);
    record(work, "mail.failed", "user:" + mail.user, {}, about(mail, why));
    return false;
}

std::vector<std::string> give_up_lost_mails(store::Transaction& tx, Feed& feed) {
    std::vector<std::string> addresses;
    for (const store::Row row : tx.query(
             "SELECT id, kind, email, attempts FROM mail WHERE due <= $now AND sending = 1 ORDER BY due, id LIMIT 100",
             {{"now", tx.now()}})) {
        DueMail mail;
        mail.id = row.integer("id");
        mail.kind = row.get<MailKind>("kind");
        mail.email = row.text("email");
        remove_mail(tx, mail.id);
        addresses.push_back(mail.email);
        if (const std::optional<User> user = find_user_by_email(tx, mail.email)) {
            mail.user = user->id;
            record(Work{tx, feed, user->org}, "mail.failed", "user:" + user->id, {},
                   about(mail, {"mail.outcome_unknown",
                                "expected to hear whether it was taken but the server ended while it was sent"}));
        }
    }
    return addresses;
}

}  // namespace millrace::desk
