// Connections that end in the middle, and commits whose answer never came. The server does it itself.
#include <atomic>
#include <thread>

#include "runtime/store/contract_world.hpp"
#include "runtime/store/postgres/connection.hpp"
#include "runtime/store/postgres/testing/wire.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;
using postgres::Connection;

namespace {

// The nth row that is added to this table from now on ends its connection, when it is added or when it is committed.
void end_connection_at(const World& world, const std::string& table, int nth, bool at_commit) {
    world.database->execute(
        fmt::format("CREATE SEQUENCE cut_count;"
                    "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    " IF nextval('cut_count') = {} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN "
                    "NULL; END $$;"
                    "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON {} {} FOR EACH ROW EXECUTE FUNCTION cut()",
                    nth, table, at_commit ? "DEFERRABLE INITIALLY DEFERRED" : ""));
}

constexpr auto end_all_connections =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()";

// Asks again until it holds; the bound is for a test that fails.
bool soon(const std::function<bool()>& holds) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > give_up) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

std::int64_t number(Connection& connection, const std::string& sql) {
    return connection.execute(sql)[0].integer("n");
}

}  // namespace

TEST_CASE("a connection that ends between two batches is made anew") {
    World world(Kind::postgres);
    TestRun run(100);
    play(world, run, "first");
    world.database->execute(end_all_connections);
    play(world, run, "second");
    CHECK((*load_run(*world.store->reader(), RunId{100}))->turns.size() == 2);
}

TEST_CASE("a connection that ends in the middle of a batch costs a repetition, and nothing is done twice") {
    World world(Kind::postgres, Writing::by_hand);
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });
    end_connection_at(world, GENERATE("journal", "note", "inbox"), 2, false);
    for (std::uint64_t id = 1; id <= 3; ++id) {
        auto turn = TestRun(id).turn("x");
        turn->inbox.push_back({.org = our_org, .run = RunId{id}, .body = "hello"});
        turn->local.push_back(add_note(id, fmt::format("note {}", id)));
        REQUIRE(world.store->submit(std::move(turn)));
    }
    world.store->pump();
    REQUIRE(finished.size() == 3);
    for (const auto& commit : finished) {
        CHECK(commit->result.outcome == Outcome::committed);
        CHECK(commit->result.inbox.size() == 1);
    }
    CHECK(finished[2]->result.lsn > finished[1]->result.lsn);
    const auto reader = world.store->reader();
    CHECK(all_turns(*reader, 0, 10).size() == 3);
    CHECK(pending_inbox(*reader, {}, 10).size() == 3);
    CHECK(note_titles(world).size() == 3);
}

TEST_CASE("a commit that was cut off before it happened is done again") {
    World world(Kind::postgres);
    end_connection_at(world, "note", 1, true);
    REQUIRE(world.write(add_note(1, "once").run));
    CHECK(note_titles(world) == std::vector<std::string>{"once"});
}

TEST_CASE("a commit that happened but was not answered is recognised, and not done again") {
    World world(Kind::postgres, Writing::by_hand);
    // A commit waits for a standby that does not exist, after it is durable here: there the connection ends.
    auto& server = postgres::testing::Server::shared();
    Connection control(server.url() + "/postgres", Connection::Mode::write);
    control.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    control.execute("SELECT pg_reload_conf()");

    std::atomic<bool> enough{false};
    std::uint64_t calls = 0;
    std::uint64_t committed = 0;
    TestRun run(100);
    std::thread writer([&] {
        while (!enough) {
            auto turn = run.turn("x");
            turn->local.push_back({.run = [&](Transaction& tx) -> Status {
                ++calls;
                return add_note(calls, fmt::format("note {}", calls)).run(tx);
            }});
            const auto back = world.commit(std::move(turn));
            if (back->result.outcome != Outcome::committed) {
                return;
            }
            run.taken(*back);
            ++committed;
        }
    });
    const std::string waiting = " FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'millrace'";
    const bool waited = soon([&] { return number(control, "SELECT count(*) AS n" + waiting) > 0; });
    enough = true;
    control.execute("ALTER SYSTEM RESET synchronous_standby_names");
    control.execute("SELECT pg_terminate_backend(pid)" + waiting + "; SELECT pg_reload_conf()");
    writer.join();

    CHECK(waited);
    CHECK(committed > 0);
    CHECK(committed == run.header.seq);
    CHECK(calls == committed);
    CHECK((*load_run(*world.store->reader(), RunId{100}))->turns.size() == committed);
    CHECK(note_titles(world).size() == committed);
}

TEST_CASE("a batch that comes late, when it was settled that it has not come, is refused") {
    World world(Kind::postgres, Writing::by_hand);
    postgres::testing::Wire wire(world.options.url);
    world.options.url = wire.url();
    world.reopen();
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });

    wire.make_late("millrace_write");
    REQUIRE(world.store->submit(TestRun(100).turn("x")));
    world.store->pump();

    REQUIRE(finished.size() == 1);
    CHECK(finished[0]->result.outcome == Outcome::committed);
    REQUIRE(wire.answer_to_late());
    CHECK_THAT(*wire.answer_to_late(), Catch::Contains("the batch before is not the last one"));
    CHECK(all_turns(*world.store->reader(), 0, 10).size() == 1);
    world.store.reset();  // before the wire
}

TEST_CASE("commits and reads wait while the server restarts, and nothing acknowledged is lost", "[slow]") {
    postgres::testing::Server server(postgres::testing::Server::Syncs::like_in_production);
    const postgres::testing::Database database(server);
    Options options;
    options.url = database.url();
    auto opened = open_store(options);
    REQUIRE(opened);
    auto& store = **opened;
    std::atomic<std::uint64_t> acknowledged{0};
    std::atomic<bool> enough{false};
    std::atomic<int> wrong{0};
    std::thread writer([&] {
        TestRun run(100);
        while (!enough) {
            const auto back = store.commit_and_wait(run.turn("x"));
            if (back->result.outcome != Outcome::committed) {
                ++wrong;
                return;
            }
            run.taken(*back);
            acknowledged = run.header.seq;
        }
    });
    CHECK(store.statistics().reachable);
    for (const auto* mode : {"fast", "immediate"}) {
        const auto before = acknowledged.load();
        CHECK(soon([&] { return acknowledged > before; }));
        server.restart(mode);
        const auto after = acknowledged.load();
        CHECK(soon([&] { return acknowledged > after; }));
        const auto read = store.read([](Reader& reader) { return find_run(reader, RunId{100}); });
        CHECK(read);
    }
    enough = true;
    writer.join();
    CHECK(wrong == 0);
    CHECK(store.statistics().reachable);
    const auto loaded = store.read([](Reader& reader) { return load_run(reader, RunId{100}); });
    REQUIRE(loaded);
    CHECK((*loaded)->turns.size() == acknowledged);
}

TEST_CASE("a server that came back without what was acknowledged stops the process") {
    World world(Kind::postgres);
    std::string line;
    world.options.stop = [&](const std::string& said) { line = said; };
    world.reopen();
    REQUIRE(world.write(add_note(1, "acknowledged").run));
    world.database->execute("DELETE FROM note; UPDATE process SET batch = batch - 1");  // as a standby that was behind
    CHECK_FALSE(world.write(add_note(2, "on top of what is gone").run));
    CHECK_THAT(line, Catch::Contains("what was acknowledged has been lost"));
}

TEST_CASE("a store that is closed while the server cannot be reached says what it did not write", "[slow]") {
    auto server = std::make_unique<postgres::testing::Server>();
    auto database = std::make_unique<postgres::testing::Database>(*server);
    Options options;
    options.url = database->url();
    auto opened = open_store(options);
    REQUIRE(opened);
    std::atomic<int> closed{0};
    (*opened)->on_completed([&](Commits batch) {
        for (const auto& commit : batch) {
            closed += commit->result.outcome == Outcome::closed ? 1 : 0;
        }
    });
    database.reset();
    server.reset();
    REQUIRE((*opened)->submit(TestRun(1).turn("x")));
    CHECK(soon([&] { return !(*opened)->statistics().reachable; }));
    (*opened)->close();
    CHECK(closed == 1);
}

TEST_CASE("an address where nobody answers, or that is none, is named without its password") {
    Options options;
    options.url = "postgresql://ana:secret@127.0.0.1:1/centre";
    const auto opened = open_store(options);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == "store.unavailable");
    CHECK_THAT(opened.error().message, Catch::Contains("127.0.0.1:1/centre") && !Catch::Contains("secret"));
    options.url = "mysql://x";
    CHECK(open_store(options).error().code == "store.unusable");
}

TEST_CASE("nothing is left behind in a session") {
    World world(Kind::postgres);
    TestRun run(100);
    play(world, run, "x");
    {
        const auto reader = world.store->reader();
        CHECK(reader->query("SELECT name FROM pg_prepared_statements").empty());
        CHECK(reader->query("SELECT pid FROM pg_locks WHERE locktype = 'advisory'").empty());
    }
    REQUIRE(world.write([](Transaction& tx) -> Status {
        const bool clean =
            tx.query("SELECT name FROM pg_prepared_statements").empty() &&
            tx.one("SELECT setting FROM pg_settings WHERE name = 'transaction_isolation'")->text("setting") ==
                "read committed";
        return clean ? Status{} : Error{"test.session", ""};
    }));
}

TEST_CASE("a database that was told to be careless about commits is overruled, in one message and in several") {
    World world(Kind::postgres);
    TestRun run(100);
    play(world, run, "first");
    world.database->execute(
        "CREATE TABLE seen(isolation TEXT, commit TEXT);"
        "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES("
        "current_setting('transaction_isolation'), current_setting('synchronous_commit')); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER look AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        " EXECUTE FUNCTION look();"
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
    world.database->execute(end_all_connections);
    play(world, run, "second");
    world.database->execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', "
        "current_database()); END $$");
    world.database->execute(end_all_connections);
    play(world, run, "third");
    Connection connection(world.database->url(), Connection::Mode::write);
    const auto seen = connection.execute("SELECT isolation, commit FROM seen");
    REQUIRE(seen.size() == 2);
    for (const auto row : seen) {
        CHECK(row.text("isolation") == "read committed");
        CHECK(row.text("commit") == "on");
    }
}

TEST_CASE("PostgreSQL is backed up with its own tools") {
    World world(Kind::postgres);
    const auto refused = world.store->backup("/tmp/x");
    CHECK(refused.error().code == "store.backup_failed");
    CHECK_THAT(refused.error().message, Catch::Contains("pg_dump"));
}
