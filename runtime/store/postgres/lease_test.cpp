// Processes share a database by shards; who was thrown out can write nothing.
#include <algorithm>
#include <future>
#include <set>
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
        options.patience = seconds(15);
        options.wall = &clock;
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

    // One renewal, as its thread would when it is due.
    void renew() {
        clock.time = clock.time + seconds(2);
        store->pump();
    }
    int shards() const {
        const auto epochs = store->shards();
        return static_cast<int>(std::count_if(epochs.begin(), epochs.end(), [](auto epoch) { return epoch != 0; }));
    }

    TestClock clock;
    Options options;
    Error error;
    std::string last_line;
    std::unique_ptr<Store> store;
};

std::int64_t greatest_epoch(const std::string& url) {
    return Connection(url, Connection::Mode::read).execute("SELECT max(epoch) AS n FROM shard")[0].integer("n");
}

constexpr std::int64_t lease_life_ms = 6'000;

// As time would.
void let_leases_end(const postgres::testing::Database& database) {
    database.execute("UPDATE process SET lease_until = 0");
}

// A run in a shard of this process, or in none of its own.
std::uint64_t run_in(const Store& store, bool ours) {
    const auto epochs = store.shards();
    std::uint64_t shard = 0;
    while ((epochs[shard] != 0) != ours) {
        ++shard;
    }
    return std::uint64_t{1} << 21 | shard << 15 | 7;
}

}  // namespace

TEST_CASE("a process that is alone has all shards, and each owner of one has an epoch of its own") {
    const postgres::testing::Database database;
    std::int64_t last = 0;
    for (int start = 0; start < 3; ++start) {
        Watched process(database.url());
        REQUIRE(process.open());
        CHECK(process.shards() == shard_count);
        CHECK(greatest_epoch(database.url()) > last);
        last = greatest_epoch(database.url());
    }
}

TEST_CASE("a second process gets half of the shards, and all when the first ends") {
    const postgres::testing::Database database;
    Watched first(database.url());
    REQUIRE(first.open());
    Watched second(database.url());
    second.options.patience = {};
    REQUIRE(second.open());
    CHECK(second.shards() == 0);

    first.renew();
    second.renew();
    CHECK(first.shards() == shard_count / 2);
    CHECK(second.shards() == shard_count / 2);
    for (int shard = 0; shard < shard_count; ++shard) {
        const auto at = static_cast<std::size_t>(shard);
        CHECK((first.store->shards()[at] == 0) != (second.store->shards()[at] == 0));
    }

    first.store.reset();
    second.renew();
    second.renew();
    CHECK(second.shards() == shard_count);
}

TEST_CASE("a run is written by the process that has its shard, and by no other") {
    const postgres::testing::Database database;
    Watched first(database.url());
    REQUIRE(first.open());
    Watched second(database.url());
    second.options.patience = {};
    REQUIRE(second.open());
    first.renew();
    second.renew();

    const TestRun of_first(run_in(*first.store, true));
    CHECK(second.store->commit_and_wait(of_first.turn("begins"))->result.outcome == Outcome::moved);
    CHECK(first.store->commit_and_wait(of_first.turn("begins"))->result.outcome == Outcome::committed);

    // A row for it may come from anywhere, and so may work of the desk.
    auto from_outside = job(add_note(1, "written by the second"));
    from_outside->inbox.push_back({.org = our_org, .run = of_first.header.id, .body = "a command"});
    const auto back = second.store->commit_and_wait(std::move(from_outside));
    REQUIRE(back->result.outcome == Outcome::committed);
    const auto reader = first.store->reader();
    CHECK(inbox_of_others(*reader, first.store->ids().slot(), ~std::uint64_t{0}, {}, 10).size() == 1);
    CHECK(inbox_of_others(*reader, second.store->ids().slot(), ~std::uint64_t{0}, {}, 10).empty());
}

TEST_CASE("ids of two processes never meet, not in one millisecond of one shard") {
    const postgres::testing::Database database;
    std::set<std::uint64_t> all;
    Watched first(database.url());
    Watched second(database.url());
    second.options.patience = {};
    for (auto* process : {&first, &second}) {
        REQUIRE(process->open());
        for (int i = 0; i < 1'000; ++i) {
            all.insert(process->store->ids().next(5));
        }
    }
    CHECK(all.size() == 2'000);
}

TEST_CASE("a process that was thrown out cannot write, delete or clean up, and stops") {
    const postgres::testing::Database database;
    Watched old(database.url());
    REQUIRE(old.open());
    REQUIRE(old.store->write(add_note(1, "of the old one").run));
    let_leases_end(database);

    Watched young(database.url());
    REQUIRE(young.open());
    CHECK(young.shards() == shard_count);
    REQUIRE(young.store->write(add_note(2, "of the young one").run));

    const auto refused = GENERATE(0, 1, 2, 3);
    Status status;
    if (refused == 0) {
        status = old.store->write(add_note(3, "too late").run);
    } else if (refused == 1) {
        status = old.store->write([](Transaction& tx) -> Status {
            tx.run("DELETE FROM note");
            return {};
        });
    } else if (refused == 2) {
        status = old.store->write([](Transaction& tx) -> Status {
            remove_ended_runs(tx, our_org, Time{INT64_MAX}, {});
            return {};
        });
    } else {
        status = old.store->commit_and_wait(TestRun(run_in(*young.store, true)).turn("too late"))->result.error;
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
    let_leases_end(database);
    CHECK(process.store->write(add_note(1, "late, but alone").run));
    CHECK(process.last_line.empty());
}

TEST_CASE("after an outage the first to be back does not throw out the others") {
    const postgres::testing::Database database;
    Watched first(database.url());
    Watched second(database.url());
    REQUIRE(first.open());
    second.options.patience = {};
    REQUIRE(second.open());
    second.renew();
    let_leases_end(database);
    first.renew();
    second.renew();
    first.renew();
    CHECK(first.last_line.empty());
    CHECK(second.last_line.empty());
}

TEST_CASE("a command beside the servers takes no shard from them, and may write") {
    const postgres::testing::Database database;
    Watched server(database.url());
    REQUIRE(server.open());
    Watched guest(database.url());
    guest.options.guest = true;
    REQUIRE(guest.open());
    CHECK(guest.shards() == 0);
    CHECK(guest.store->write(add_note(1, "from the command line").run));
    server.renew();
    CHECK(server.shards() == shard_count);
}

TEST_CASE("tables change only when nobody else is at work") {
    const postgres::testing::Database database;
    Watched server(database.url());
    REQUIRE(server.open());
    Watched newer(database.url());
    newer.options.patience = {};
    newer.options.migrations.add(
        {.number = 150, .name = "more", .statements = {"CREATE TABLE more(id {id})"}, .ids = {}});
    REQUIRE_FALSE(newer.open());
    CHECK(newer.error.code == "store.locked");
    CHECK_THAT(newer.error.message, Catch::Contains("pid"));
    server.store.reset();
    CHECK(newer.open());
}

TEST_CASE("the lease is renewed while nothing is written, so nobody takes it", "[slow]") {
    const postgres::testing::Database database;
    Watched first(database.url());
    first.options.writing = Writing::own_thread;
    REQUIRE(first.open());
    Watched second(database.url());
    second.options.writing = Writing::own_thread;
    REQUIRE(second.open());
    // Both are alive beyond the end of the first lease.
    const auto until = [&] {
        return Connection(database.url(), Connection::Mode::read)
            .execute("SELECT min(lease_until) AS n FROM process")[0]
            .integer("n");
    };
    for (const auto beyond = until() + lease_life_ms + 1'000; until() < beyond;) {
    }
    CHECK(first.last_line.empty());
    CHECK(first.shards() == shard_count / 2);
    CHECK(second.shards() == shard_count / 2);
}

TEST_CASE("who waits takes over from an owner that is gone", "[slow]") {
    const postgres::testing::Database database;
    Watched gone(database.url());
    REQUIRE(gone.open());  // by hand and never called again: as if it had been killed
    Watched next(database.url());
    REQUIRE(next.open());
    CHECK(next.shards() == shard_count);
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
