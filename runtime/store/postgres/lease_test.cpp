// One process has a database; who lost it can write nothing.
#include <future>
#include <thread>

#include "runtime/store/contract_world.hpp"
#include "runtime/store/postgres/connection.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;
using postgres::Connection;

namespace {

// A store whose end is told to the test instead of ending the process.
struct Watched {
    explicit Watched(const std::string& url) {
        options.url = url;
        options.writing = Writing::by_hand;
        options.migrations.add(notes_table());
        options.stop = [this](const std::string& line) { last_line = line; };
    }
    bool open() {
        auto opened = open_store(options);
        error = opened ? Error{} : opened.error();
        if (opened) {
            store = std::move(*opened);
        }
        return opened.ok();
    }

    Options options;
    Error error;
    std::string last_line;
    std::unique_ptr<Store> store;
};

std::int64_t greatest_epoch(const std::string& url) {
    return Connection(url, Connection::Mode::read).execute("SELECT max(epoch) AS n FROM shard")[0].integer("n");
}

}  // namespace

TEST_CASE("a second process is refused while the first has its lease, and told who has it") {
    const postgres::testing::Database database;
    Watched first(database.url());
    Watched second(database.url());
    REQUIRE(first.open());
    REQUIRE_FALSE(second.open());
    CHECK(second.error.code == "store.locked");
    CHECK_THAT(second.error.message, Catch::Contains("pid") && Catch::Contains("lease ends in"));
    first.store.reset();
    CHECK(second.open());
}

TEST_CASE("each owner has an epoch of its own, above all before it") {
    const postgres::testing::Database database;
    std::int64_t last = 0;
    for (int start = 0; start < 3; ++start) {
        Watched process(database.url());
        REQUIRE(process.open());
        CHECK(greatest_epoch(database.url()) > last);
        last = greatest_epoch(database.url());
    }
}

TEST_CASE("a process whose lease was taken over cannot write, delete or clean up, and stops") {
    const postgres::testing::Database database;
    Watched old(database.url());
    REQUIRE(old.open());
    REQUIRE(old.store->write(add_note(1, "of the old one").run));
    database.execute("UPDATE shard SET lease_until = 0");  // as time would

    Watched young(database.url());
    REQUIRE(young.open());
    REQUIRE(young.store->write(add_note(2, "of the young one").run));

    const auto refused = GENERATE(0, 1, 2);
    Status status;
    if (refused == 0) {
        status = old.store->write(add_note(3, "too late").run);
    } else if (refused == 1) {
        status = old.store->write([](Transaction& tx) -> Status {
            tx.run("DELETE FROM note");
            return {};
        });
    } else {
        status = old.store->write([](Transaction& tx) -> Status {
            remove_ended_runs(tx, our_org, Time{INT64_MAX}, {});
            return {};
        });
    }
    CHECK_FALSE(status);
    CHECK_THAT(old.last_line, Catch::Contains("has taken over"));
    CHECK(old.store->write(add_note(4, "still too late").run).error().code == "store.closed");
    old.store.reset();

    CHECK(young.last_line.empty());
    CHECK(young.store->write(add_note(5, "goes on").run));
    const auto reader = young.store->reader();
    CHECK(reader->query("SELECT id FROM note").size() == 3);
}

TEST_CASE("a lease that ran out and that nobody took is good when its owner comes back") {
    const postgres::testing::Database database;
    Watched process(database.url());
    REQUIRE(process.open());
    database.execute("UPDATE shard SET lease_until = 0");
    CHECK(process.store->write(add_note(1, "late, but alone").run));
    CHECK(process.last_line.empty());
}

TEST_CASE("the lease is renewed while nothing is written, so nobody takes it", "[slow]") {
    const postgres::testing::Database database;
    Watched first(database.url());
    first.options.writing = Writing::own_thread;
    REQUIRE(first.open());
    const auto until = [&] {
        return Connection(database.url(), Connection::Mode::read)
            .execute("SELECT min(lease_until) AS n FROM shard")[0]
            .integer("n");
    };
    const auto before = until();
    // Somebody who waits sees the renewal, and knows that the owner is alive.
    Watched second(database.url());
    second.options.patience = seconds(20);
    CHECK_FALSE(second.open());
    CHECK(second.error.code == "store.locked");
    CHECK(until() > before);
}

TEST_CASE("who waits takes over from an owner that is gone", "[slow]") {
    const postgres::testing::Database database;
    Watched gone(database.url());
    REQUIRE(gone.open());  // by hand and never called again: as if it had been killed
    Watched next(database.url());
    next.options.patience = seconds(20);
    CHECK(next.open());
    CHECK_FALSE(gone.store->write(add_note(1, "too late").run));
}

TEST_CASE("a process that stands still in the middle of a batch neither keeps the next one out nor writes afterwards",
          "[slow]") {
    const postgres::testing::Database database;
    Watched frozen(database.url());
    frozen.options.writing = Writing::own_thread;
    REQUIRE(frozen.open());
    std::promise<void> begun;
    std::promise<void> thaw;
    std::unique_ptr<Commit> back;
    std::thread writer([&, thawed = thaw.get_future()]() mutable {
        back = frozen.store->commit_and_wait(job({.run = [&](Transaction& tx) -> Status {
            auto written = add_note(1, "of the frozen one").run(tx);
            begun.set_value();
            thawed.wait();
            return written;
        }}));
    });
    begun.get_future().wait();

    Watched next(database.url());
    next.options.patience = seconds(30);
    const bool opened = next.open();
    thaw.set_value();
    writer.join();
    REQUIRE(opened);
    CHECK(back->result.outcome == Outcome::closed);
    CHECK_THAT(frozen.last_line, Catch::Contains("has taken over"));
    CHECK(next.store->reader()->query("SELECT id FROM note").empty());
}
