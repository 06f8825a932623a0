// A migration is cut off at each of its statements, by the server itself: the connection that runs it is terminated.
#include <fmt/format.h>

#include "runtime/store/contract_world.hpp"
#include "runtime/store/postgres/connection.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;
using postgres::Connection;

namespace {

// From now on the nth statement that changes the schema, and the nth note of a migration, ends its connection. The
// count is a sequence: what it gave away stays given when a transaction is undone.
void end_connection_at(const postgres::testing::Database& database, int statement) {
    database.execute(
        fmt::format("DROP EVENT TRIGGER IF EXISTS cut; DROP SEQUENCE IF EXISTS cut_count;"
                    "CREATE SEQUENCE cut_count;"
                    "CREATE OR REPLACE FUNCTION cut() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                    " IF nextval('cut_count') = {} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; END $$;"
                    "CREATE EVENT TRIGGER cut ON ddl_command_start EXECUTE FUNCTION cut()",
                    statement));
}

// The last statement of the transaction, or its commit.
void end_connection_at_note(const postgres::testing::Database& database, bool at_commit) {
    database.execute(
        fmt::format("DROP EVENT TRIGGER IF EXISTS cut; DROP TRIGGER IF EXISTS cut_note ON migration;"
                    "CREATE OR REPLACE FUNCTION cut_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
                    "CREATE CONSTRAINT TRIGGER cut_note AFTER INSERT ON migration {} FOR EACH ROW"
                    " WHEN (NEW.number = 110) EXECUTE FUNCTION cut_note()",
                    at_commit ? "DEFERRABLE INITIALLY DEFERRED" : ""));
}

// As time would.
void let_lease_expire(const postgres::testing::Database& database) {
    database.execute("UPDATE process SET lease_until = 0");
}

Migration three_steps() {
    return {.number = 110,
            .name = "three steps",
            .statements = {"CREATE TABLE step(id {id} PRIMARY KEY)", "ALTER TABLE step ADD COLUMN two {text}",
                           "CREATE INDEX step_by_two ON step(two)"}};
}

}  // namespace

TEST_CASE("an empty database whose set-up is cut off at any statement is set up by the next start", "[slow]") {
    const postgres::testing::Database database;
    Options options;
    options.url = database.url();
    options.migrations.add(notes_table());
    int cuts = 0;
    for (int statement = 1;; ++statement) {
        end_connection_at(database, statement);
        auto opened = open_store(options);
        if (opened) {
            break;
        }
        INFO(opened.error().message);
        CHECK(opened.error().code == "store.unavailable");
        ++cuts;
        if (!Connection(database.url(), Connection::Mode::read)
                 .execute("SELECT 1 AS there FROM pg_class WHERE relname = 'shard'")
                 .empty()) {
            let_lease_expire(database);
        }
    }
    CHECK(cuts > 20);
    auto store = open_store(options);
    REQUIRE(store);
    CHECK((*store)->write(add_note(1, "works").run));
}

TEST_CASE("a migration that is cut off has not happened, and happens at the next start") {
    World world(Kind::postgres);
    REQUIRE(world.write(add_note(1, "kept").run));
    world.store.reset();
    auto options = world.options;
    options.migrations.add(three_steps());

    const auto cut_off = [&] {
        const auto opened = open_store(options);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == "store.unavailable");
        CHECK_THAT(opened.error().message, Catch::Contains("110 (three steps)"));
        let_lease_expire(*world.database);
        CHECK(Connection(world.options.url, Connection::Mode::read)
                  .execute("SELECT 1 AS there FROM pg_class WHERE relname LIKE 'step%'")
                  .empty());
    };
    SECTION("at one of its statements") {
        // What comes first are the tables that are there if they are not: two statements.
        for (int statement = 1; statement <= 3; ++statement) {
            end_connection_at(*world.database, 2 + statement);
            cut_off();
        }
        world.database->execute("DROP EVENT TRIGGER cut");
    }
    SECTION("at its note") {
        end_connection_at_note(*world.database, false);
        cut_off();
        world.database->execute("DROP TRIGGER cut_note ON migration");
    }
    SECTION("at its commit") {
        end_connection_at_note(*world.database, true);
        cut_off();
        world.database->execute("DROP TRIGGER cut_note ON migration");
    }
    world.options = options;
    world.open();
    CHECK(note_titles(world) == std::vector<std::string>{"kept"});
    CHECK(world.store->reader()->query("SELECT id FROM step").empty());
}
