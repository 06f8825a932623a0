#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/accounts.hpp"

namespace millrace::desk::testing {
namespace {

// Only its wiring is looked at here; bcrypt has its own tests.
class PlainHasher final : public PasswordHasher {
public:
    Result<std::string> hash(std::string_view password) override { return "plain:" + std::string(password); }
    bool matches(std::string_view password, const std::string& hash) override {
        return hash == "plain:" + std::string(password);
    }
    bool nobody_matches(std::string_view) override {
        ++nobody;
        return false;
    }
    int nobody = 0;
};

TEST_CASE("An account is added, logs in, and gets a new password that ends its sessions") {
    World world(GENERATE(Kind::memory, Kind::file));
    PlainHasher hasher;
    const Result<std::string> id =
        add_account(*world.store, hasher, "demo", {"Cara@Demo.test", "Cara", Role::team_lead, {}, {"sales"}}, "first");
    REQUIRE(id);
    CHECK(id->size() == 36);
    CHECK((*id)[14] == '7');

    const Result<User> user = log_in(*world.store, hasher, "CARA@demo.test", "first");
    REQUIRE(user);
    CHECK(user->role == Role::team_lead);
    CHECK(show(*user)["teamId"] == Value(user->team));
    CHECK(show(*user)["twilioToken"].is_nil());
    CHECK(log_in(*world.store, hasher, "cara@demo.test", "wrong").error().code == "login.refused");
    CHECK(log_in(*world.store, hasher, "nobody@demo.test", "first").error().code == "login.refused");
    CHECK(hasher.nobody == 1);

    REQUIRE(world.change([&](store::Transaction& tx) -> Status {
        open_session(tx, world.org, "token-1", *id, tx.now() + hours(1));
        return {};
    }));
    CHECK(is_open(world.store->reader()->org(world.org), "token-1", world.clock.time));
    REQUIRE(reset_password(*world.store, hasher, "cara@demo.test", "second"));
    CHECK_FALSE(is_open(world.store->reader()->org(world.org), "token-1", world.clock.time));
    CHECK(log_in(*world.store, hasher, "cara@demo.test", "second"));
    CHECK(reset_password(*world.store, hasher, "nobody@demo.test", "x").error().code == "user.unknown");
}

TEST_CASE("An address belongs to one person over the whole installation") {
    World world(Kind::memory);
    const Result<OrgId> other =
        world.change([](store::Transaction& tx) { return add_org(tx, {.key = "other", .name = "Other"}); });
    REQUIRE(other);
    const Result<std::string> taken = world.change([&](store::Transaction& tx) {
        return add_user(tx, *other, {"Admin@demo.test", "Somebody", Role::admin, "hash", {}});
    });
    CHECK(taken.error().code == "user.email_taken");
    const auto reader = world.store->reader();
    CHECK_FALSE(find_user(reader->org(*other), world.admin.user));
    CHECK(find_team_by_key(reader->org(*other), "customer_service"));  // a new org has its fallback queue
}

TEST_CASE("A log-out ends one session, once; an expired one is over by itself") {
    World world(Kind::memory);
    REQUIRE(world.change([&](store::Transaction& tx) -> Status {
        open_session(tx, world.org, "a", world.anna.user, tx.now() + hours(1));
        open_session(tx, world.org, "b", world.anna.user, tx.now() + hours(1));
        return {};
    }));
    const Result<bool> out =
        world.change([&](store::Transaction& tx) -> Result<bool> { return revoke_session(tx, world.org, "a"); });
    CHECK(*out);
    const Result<bool> again =
        world.change([&](store::Transaction& tx) -> Result<bool> { return revoke_session(tx, world.org, "a"); });
    CHECK_FALSE(*again);
    const auto reader = world.store->reader();
    CHECK_FALSE(is_open(reader->org(world.org), "a", world.clock.time));
    CHECK(is_open(reader->org(world.org), "b", world.clock.time));
    CHECK_FALSE(is_open(reader->org(world.org), "b", world.clock.time + hours(2)));
}

TEST_CASE("Only the admin has every permission, and agents may not touch flows") {
    CHECK(may(Role::admin, "flow.publish"));
    CHECK_FALSE(may(Role::supervisor, "flow.read"));
    CHECK(may(Role::supervisor, "report.export"));
    CHECK_FALSE(may(Role::team_lead, "report.export"));
    CHECK(may(Role::sales_rep, "conversation.take"));
    CHECK_FALSE(may(Role::sales_rep, "conversation.read_team"));
    for (const Role role : {Role::supervisor, Role::team_lead, Role::sales_rep}) {
        for (const std::string_view permission : permissions_of(role)) {
            INFO(permission);
            CHECK(may(Role::admin, permission));
        }
    }
}

TEST_CASE("X-5 X-23 a team lead may a part of what a supervisor may: he neither exports nor overrides") {
    for (const std::string_view permission : permissions_of(Role::team_lead)) {
        INFO(permission);
        CHECK(may(Role::supervisor, permission));
    }
    for (const char* kept : {"report.export", "transcript.export", "agent.override"}) {
        INFO(kept);
        CHECK(may(Role::supervisor, kept));
        CHECK_FALSE(may(Role::team_lead, kept));
        CHECK_FALSE(may(Role::sales_rep, kept));
    }
}

TEST_CASE("The teams one sees are his own, with who is in them") {
    World world(Kind::memory);
    const auto reader = world.store->reader();
    CHECK(show_teams(reader->org(world.org), world.admin)["items"].as_list().size() == 3);
    const Value mine = show_teams(reader->org(world.org), world.anna);
    REQUIRE(mine["items"].as_list().size() == 2);
    CHECK(mine["items"].as_list()[0]["key"] == Value("sales"));
    CHECK(mine["items"].as_list()[0]["members"].as_list().size() == 2);
    CHECK(mine["items"].as_list()[0]["supervisor_id"] == Value(world.supervisor.user));
}

}  // namespace
}  // namespace millrace::desk::testing
