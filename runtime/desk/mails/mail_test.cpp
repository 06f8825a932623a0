#include "runtime/desk/mails/mail.hpp"

#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/users/password_link.hpp"
#include "runtime/desk/users/user_service.hpp"

namespace millrace::desk::testing {
namespace {

constexpr Kind all_kinds[] = {Kind::memory, Kind::file, Kind::postgres};

struct Post : World {
    explicit Post(Kind kind) : World(kind) {}

    void forgot(std::string_view email) {
        REQUIRE(change([&](store::Transaction& tx) -> Status {
            post_password_reset(tx, email);
            return {};
        }));
    }
    // The mail that a server would send now, if there is one.
    std::optional<DueMail> take(std::string_view digest) {
        return *change([&](store::Transaction& tx) -> Result<std::optional<DueMail>> { return take_mail(tx, digest); });
    }
    void sent(const DueMail& mail) {
        REQUIRE(work([&](const Work& w) -> Status {
            mail_sent(w, mail);
            return {};
        }));
    }
    bool failed(const DueMail& mail, bool for_good) {
        return *work([&](const Work& w) -> Result<bool> {
            return mail_failed(w, mail, {"mail.not_sent", "expected to reach it"}, for_good);
        });
    }
    bool is_due() { return has_due_mail(*store->reader(), clock.time); }
    std::string last_entry() {
        const auto reader = store->reader();
        const auto entries = list_audit(reader->org(org), {.limit = 1});
        return entries.empty() ? std::string() : entries[0].action + " " + entries[0].object;
    }
    Result<Value> choose(std::string_view digest) {
        return work([&](const Work& w) { return choose_password(w, digest, "another hash"); });
    }
};

TEST_CASE("AUTH-5 a mail is taken by one server, sent once, and its link works once") {
    for (const Kind kind : all_kinds) {
        Post post(kind);
        post.forgot("Agent1@demo.test");
        REQUIRE(post.is_due());
        const std::optional<DueMail> mail = post.take("digest");
        REQUIRE(mail);
        CHECK(mail->email == "agent1@demo.test");
        CHECK(mail->org_name == "Millrace demo");
        CHECK_FALSE(post.is_due());
        CHECK_FALSE(post.take("another"));
        post.sent(*mail);
        CHECK(post.last_entry() == "mail.sent user:" + post.anna.user);

        REQUIRE(post.change([&](store::Transaction& tx) -> Status {
            open_session(tx, post.org, "session", post.anna.user, tx.now() + hours(1));
            return {};
        }));
        CHECK(post.choose("another").error().code == "password.link_invalid");
        CHECK(*post.choose("digest") == Value(post.anna.user));
        CHECK(post.last_entry() == "user.password_reset user:" + post.anna.user);
        CHECK_FALSE(is_open(post.store->reader()->org(post.org), "session", post.clock.time));
        CHECK(post.choose("digest").error().code == "password.link_invalid");
    }
}

TEST_CASE("AUTH-5 a link is over after an hour, and an invitation after three days") {
    Post post(Kind::memory);
    post.forgot("agent1@demo.test");
    REQUIRE(post.take("reset"));
    post.clock.time = post.clock.time + reset_link_life;
    CHECK(post.choose("reset").error().code == "password.link_invalid");

    NewUser eva{"eva@demo.test", "Eva", Role::sales_rep, "", {"sales"}};
    eva.invited = true;
    const Result<Value> added = post.work([&](const Work& w) { return create_user(w, eva); });
    REQUIRE(added);
    CHECK((*added)["invited_at"].is_string());
    const std::optional<DueMail> mail = post.take("first");
    REQUIRE(mail);
    CHECK(mail->kind == MailKind::invitation);
    post.sent(*mail);
    post.clock.time = post.clock.time + invitation_life;
    CHECK(post.choose("first").error().code == "password.link_invalid");
    REQUIRE(post.work([&](const Work& w) { return invite_again(w, (*added)["userId"].as_string()); }));
    REQUIRE(post.take("second"));
    REQUIRE(post.choose("second"));
    CHECK(post.last_entry() == "user.invitation_accepted user:" + std::string((*added)["userId"].as_string()));
    CHECK(post.work([&](const Work& w) { return invite_again(w, (*added)["userId"].as_string()); }).error().code ==
          "user.not_invited");
}

TEST_CASE("AUTH-5 for an address that nobody has, or whose account is closed, nothing is sent") {
    Post post(Kind::memory);
    post.forgot("nobody@demo.test");
    post.forgot("not even an address");
    REQUIRE(post.change([&](store::Transaction& tx) -> Status {
        set_active(tx, post.org, post.ben.user, false);
        return {};
    }));
    post.forgot("agent2@demo.test");
    for (int i = 0; i < 3; ++i) {
        REQUIRE(post.is_due());
        CHECK_FALSE(post.take("digest"));
    }
    CHECK_FALSE(post.is_due());
}

TEST_CASE("A mail that cannot be sent now is tried later and later, until its link would be of no use") {
    for (const Kind kind : all_kinds) {
        Post post(kind);
        post.forgot("agent1@demo.test");
        const Time began = post.clock.time;
        int attempts = 0;
        Duration pause{};
        for (;;) {
            const std::optional<DueMail> mail = post.take("digest" + std::to_string(attempts));
            REQUIRE(mail);
            CHECK(mail->attempt == ++attempts);
            if (!post.failed(*mail, false)) {
                break;
            }
            CHECK_FALSE(post.is_due());
            const Time before = post.clock.time;
            while (!post.is_due()) {
                post.clock.time = post.clock.time + seconds(1);
            }
            CHECK(post.clock.time - before >= pause);
            pause = post.clock.time - before;
        }
        CHECK(attempts > 6);
        CHECK(post.clock.time - began < reset_link_life);
        CHECK(post.last_entry() == "mail.failed user:" + post.anna.user);
        post.forgot("agent1@demo.test");
        const std::optional<DueMail> refused = post.take("last");
        REQUIRE(refused);
        CHECK_FALSE(post.failed(*refused, true));
        CHECK_FALSE(post.is_due());
    }
}

TEST_CASE("A mail whose server died while it sent it is not sent again") {
    Post post(Kind::memory);
    post.forgot("agent1@demo.test");
    REQUIRE(post.take("digest"));
    const auto lost = [&] {
        return *post.change([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
            return give_up_lost_mails(tx, *post.feed);
        });
    };
    CHECK(lost().empty());
    post.clock.time = post.clock.time + minutes(5);
    CHECK(post.is_due());
    CHECK_FALSE(post.take("another"));
    CHECK(lost() == std::vector<std::string>{"agent1@demo.test"});
    CHECK_FALSE(post.is_due());
    CHECK(post.last_entry() == "mail.failed user:" + post.anna.user);
}

}  // namespace
}  // namespace millrace::desk::testing
