// Roles of one's own, and the tables behind people and teams.

#include "runtime/desk/roles/custom_role.hpp"

#include <algorithm>
#include <set>

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/sessions/ticket.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/user_service.hpp"

namespace millrace::desk::testing {
namespace {

constexpr Kind every_kind[] = {Kind::memory, Kind::file, Kind::postgres};

struct Office : World {
    explicit Office(Kind kind) : World(kind) {}

    template <class Change>
    auto as_admin(Change&& what) -> decltype(what(std::declval<const Work&>())) {
        return change([&](store::Transaction& tx) { return what(Work{tx, *feed, org, admin.user}); });
    }
    Viewer give(const Viewer& viewer, std::string role) {
        REQUIRE(as_admin([&](const Work& w) { return change_user(w, viewer.user, {{}, std::move(role), {}, {}}); }));
        const auto reader = store->reader();
        return viewer_of(*find_user(reader->org(org), viewer.user));
    }
    // Whose rights were told to have changed, in order.
    std::vector<std::string> told() {
        std::vector<std::string> users;
        for (const DeskEvent& event : events) {
            if (event.name == event::user_changed) {
                users.emplace_back(event.payload["user_id"].as_string());
            }
        }
        return users;
    }
};

TEST_CASE("RBAC-2 X-16 a role of one's own is what the person with it may do, and nothing else of his base role") {
    for (const Kind kind : every_kind) {
        Office office(kind);
        REQUIRE(office.as_admin([](const Work& w) {
            return create_role(w, "listener",
                               {"Listener", "team_lead", std::vector<std::string>{"conversation.read_team"}});
        }));
        const Viewer anna = office.give(office.anna, "listener");
        CHECK(anna.role == Role::team_lead);
        CHECK(anna.sees_team());
        CHECK_FALSE(anna.may("conversation.reply"));
        CHECK_FALSE(anna.sees_all());
        CHECK(office.anna.may("conversation.reply"));  // as she was

        office.events.clear();
        REQUIRE(office.as_admin([](const Work& w) {
            return change_role(w, "listener", {{}, {}, std::vector<std::string>{"conversation.reply"}});
        }));
        const auto reader = office.store->reader();
        const std::optional<User> user = find_user(reader->org(office.org), anna.user);
        CHECK(user->role_key == "listener");
        CHECK(viewer_of(*user).may("conversation.reply"));
        CHECK_FALSE(viewer_of(*user).sees_team());
        CHECK(office.told() == std::vector<std::string>{anna.user});
    }
}

TEST_CASE("RBAC-2 a role that is in use stays, and the built-in ones do not change") {
    Office office(Kind::memory);
    const auto create = [&](RoleChange role) {
        return office.as_admin([&](const Work& w) { return create_role(w, "own", role); });
    };
    CHECK(create({"Own", "sales_rep", std::vector<std::string>{"queue.fly"}}).error().pointer == "/permissions/0");
    CHECK(create({"Own", "admin", {}}).error().code == "role.base_unknown");
    CHECK(create({"Own", {}, std::vector<std::string>{"user.write"}}).error().code == "role.permission_reserved");
    REQUIRE(create({"Own", {}, std::vector<std::string>{"queue.read", "queue.read"}}));
    CHECK(create({"Again", {}, {}}).error().code == "role.exists");

    office.give(office.ben, "own");
    const auto remove = [&] { return office.as_admin([](const Work& w) { return remove_role(w, "own"); }); };
    CHECK(remove().error().code == "role.in_use");
    CHECK(office.as_admin([](const Work& w) {
                    return change_role(w, "admin", {"Boss", {}, {}});
                })
              .error()
              .code == "role.built_in");
    office.give(office.ben, "sales_rep");
    REQUIRE(remove());
    CHECK(remove().error().code == "role.unknown");
    const auto reader = office.store->reader();
    CHECK(verify_audit(reader->org(office.org)));
}

TEST_CASE("RBAC-2 a role belongs to its org: another's cannot be given to anybody here") {
    Office office(Kind::memory);
    const Result<OrgId> other =
        office.change([](store::Transaction& tx) { return add_org(tx, {.key = "other", .name = "Other"}); });
    REQUIRE(office.change([&](store::Transaction& tx) {
        return create_role(Work{tx, *office.feed, *other}, "theirs", {"Theirs", {}, {}});
    }));
    const Result<Value> given = office.as_admin([&](const Work& w) {
        return change_user(w, office.ben.user, {{}, "theirs", {}, {}});
    });
    CHECK(given.error().code == "user.role_unknown");
}

TEST_CASE("USER-6 who is in a team that knows something counts as knowing it, and routing asks him") {
    for (const Kind kind : every_kind) {
        Office office(kind);
        REQUIRE(office.as_admin([](const Work& w) { return give_team_skills(w, "sales", {{"french", 5}}); }));
        REQUIRE(office.change([&](store::Transaction& tx) -> Status {
            set_skills(tx, office.org, office.anna.user, {{"french", 2}, {"tax", 7}});
            return {};
        }));
        const auto reader = office.store->reader();
        const auto here = reader->org(office.org);
        const auto text = [&](std::string_view user) {
            std::string all;
            for (const Skill& skill : skills_of(here, user)) {
                all += skill.key + std::to_string(skill.level) + " ";
            }
            return all;
        };
        CHECK(text(office.anna.user) == "french5 tax7 ");
        CHECK(text(office.ben.user).empty());  // of other teams
    }
}

// What a database says of its own tables; in its own words, so that it is asked and not the migrations.
struct Schema {
    explicit Schema(World& world, bool postgres) : world_(world), postgres_(postgres) {}

    std::set<std::string> columns(const std::string& table) {
        std::set<std::string> names;
        const auto reader = world_.store->reader();
        const store::Rows rows = postgres_
                                     ? reader->query(
                                           "SELECT column_name AS name FROM information_schema.columns"
                                           " WHERE table_name = $table",
                                           {{"table", table}})
                                     : reader->query("SELECT name FROM pragma_table_info($table)", {{"table", table}});
        for (const store::Row row : rows) {
            names.emplace(row.text("name"));
        }
        return names;
    }
    // Is it refused by the database itself?
    bool refuses(std::function<void(store::Transaction&)> what) {
        auto commit = std::make_unique<store::Commit>();
        commit->local.push_back({.run = [&](store::Transaction& tx) -> Status {
            what(tx);
            return {};
        }});
        commit = world_.store->commit_and_wait(std::move(commit));
        const store::CommitResult& result = commit->result;
        return result.outcome != store::Outcome::committed || (!result.local.empty() && !result.local[0]);
    }

private:
    World& world_;
    bool postgres_;
};

bool has_all(const std::set<std::string>& columns, std::initializer_list<const char*> wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const char* name) { return columns.count(name) == 1; });
}

TEST_CASE("DB-1 X-24 the users table has the columns, the roles, one owner for an address, and a team that exists") {
    for (const Kind kind : every_kind) {
        World world(kind);
        Schema schema(world, kind == Kind::postgres);
        CHECK(has_all(schema.columns("users"),
                      {"id", "email", "password_hash", "name", "role", "team_id", "phone_number", "twilio_identity",
                       "is_active", "created_at", "updated_at", "org_id", "role_id"}));
        const auto set = [&](const char* column, const char* value) {
            return schema.refuses([&](store::Transaction& tx) {
                const std::string sql = std::string("UPDATE users SET ") + column + " = $value WHERE id = $id";
                tx.run(sql, {{"value", value == nullptr ? store::Bound(nullptr) : store::Bound(value)},
                             {"id", world.anna.user}});
            });
        };
        for (const char* role : {"sales_rep", "team_lead", "supervisor", "admin"}) {
            CHECK_FALSE(set("role", role));
        }
        CHECK(set("role", "boss"));
        CHECK(set("team_id", "no such team"));
        CHECK(set("role_id", "no such role"));
        CHECK(set("email", "admin@demo.test"));
        for (const char* column : {"email", "password_hash", "name", "role", "is_active", "created_at", "updated_at"}) {
            INFO(column);
            CHECK(set(column, nullptr));
        }
        CHECK_FALSE(set("team_id", nullptr));
        CHECK_FALSE(set("phone_number", "+49 30 1234"));
        CHECK_FALSE(set("twilio_identity", "anna"));
    }
}

TEST_CASE("DB-2 X-24 the teams table has the columns, and its supervisor is one of the users") {
    for (const Kind kind : every_kind) {
        World world(kind);
        Schema schema(world, kind == Kind::postgres);
        CHECK(has_all(schema.columns("teams"), {"id", "name", "supervisor_id", "created_at", "org_id", "key"}));
        const auto lead = [&](std::string_view user) {
            return schema.refuses([&](store::Transaction& tx) {
                tx.run("UPDATE teams SET supervisor_id = $user WHERE org_id = $org AND key = 'sales'",
                       {{"user", user}, {"org", world.org}});
            });
        };
        CHECK(lead("nobody"));
        CHECK_FALSE(lead(world.supervisor.user));
        const auto reader = world.store->reader();
        CHECK(find_team_by_key(reader->org(world.org), "support")->supervisor == world.supervisor.user);
    }
}

TEST_CASE("X-19 a ticket is good once, for half a minute, and for nobody else") {
    for (const Kind kind : every_kind) {
        World world(kind);
        const auto give = [&](std::string_view digest) {
            REQUIRE(world.change([&](store::Transaction& tx) -> Status {
                add_ticket(tx, digest, {world.org, "session", world.anna.user});
                return {};
            }));
        };
        const auto use = [&](std::string_view digest) {
            return world.change([&](store::Transaction& tx) -> Result<std::string> {
                const std::optional<Ticket> ticket = use_ticket(tx, digest);
                return ticket ? ticket->user : std::string("nobody");
            });
        };
        give("one");
        give("late");
        CHECK(*use("another") == "nobody");
        CHECK(*use("one") == world.anna.user);
        CHECK(*use("one") == "nobody");
        world.clock.time = world.clock.time + ticket_life;
        CHECK(*use("late") == "nobody");
    }
}

}  // namespace
}  // namespace millrace::desk::testing
