#include <atomic>

#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

TEST_CASE("a full queue refuses and leaves the commit with its caller") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    world.options.queue_max = 2;
    world.reopen();
    REQUIRE(world.store->submit(TestRun(1).turn("x")));
    REQUIRE(world.store->submit(TestRun(2).turn("x")));
    auto third = TestRun(3).turn("x");
    const auto refused = world.store->submit(std::move(third));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "store.busy");
    REQUIRE(third);
    world.store->pump();
    CHECK(world.store->submit(std::move(third)));
}

TEST_CASE("a crowd that fills the queue leaves room for whoever is in a hurry") {
    World world(GENERATE(Kind::memory, Kind::postgres), Writing::by_hand);
    world.options.queue_max = 2;
    world.reopen();
    const auto of_rank = [](std::uint64_t id, std::uint8_t rank) {
        auto commit = TestRun(id).turn("x");
        commit->standing.rank = rank;
        return commit;
    };
    REQUIRE(world.store->submit(of_rank(1, 1)));
    REQUIRE(world.store->submit(of_rank(2, 2)));
    CHECK(world.store->submit(of_rank(3, 1)).error().code == "store.busy");
    CHECK(world.store->submit(of_rank(4, 0)));
}

TEST_CASE("closing commits what is queued and refuses what comes after") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    std::atomic<int> committed{0};
    world.store->on_completed([&](Commits batch) {
        for (const auto& commit : batch) {
            committed += commit->result.outcome == Outcome::committed ? 1 : 0;
        }
    });
    for (std::uint64_t id = 1; id <= 500; ++id) {
        REQUIRE(world.store->submit(TestRun(id).turn("x")));
    }
    world.store->close();
    CHECK(committed == 500);
    CHECK(world.store->submit(TestRun(501).turn("x")).error().code == "store.closed");
    CHECK(world.write([](Transaction&) -> Status { return {}; }).error().code == "store.closed");
}

TEST_CASE("when there is no room nothing of the batch is written, and every member hears of it") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    world.leave_little_room();
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });

    REQUIRE(world.store->submit(TestRun(1).turn("small")));
    REQUIRE(world.store->submit(TestRun(2).turn(std::string(1024 * 1024, 'x'))));
    REQUIRE(world.store->submit(job(add_note(3, "also small"))));
    world.store->pump();
    REQUIRE(finished.size() == 3);
    for (const auto& commit : finished) {
        CHECK(commit->result.outcome == Outcome::storage_full);
        CHECK(commit->result.error.code == "storage_full");
    }
    {
        const auto reader = world.store->reader();
        CHECK_FALSE(find_run(*reader, RunId{1}));
    }

    // Small things still fit, and the count of turns has no hole that a run could fall into.
    REQUIRE(world.store->submit(TestRun(1).turn("small")));
    world.store->pump();
    CHECK(finished[0]->result.outcome == Outcome::committed);
    CHECK(finished[0]->result.lsn > 0);
}

TEST_CASE("a row that changed on the disk is noticed, and named") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    play(world, run, "one");
    play(world, run, "two");
    play(world, run, "three");
    const auto damage = [&](std::string_view sql, const std::vector<Param>& params = {}) {
        REQUIRE(world.write([&](Transaction& tx) -> Status {
            tx.run(sql, params);
            return {};
        }));
        const auto reader = world.store->reader();
        const auto loaded = load_run(*reader, RunId{100});
        REQUIRE_FALSE(loaded);
        CHECK(loaded.error().code == "journal.damaged");
        return loaded.error().message;
    };

    SECTION("another body") {
        CHECK_THAT(damage("UPDATE journal SET body = $body WHERE seq = 2", {{"body", bytes("other")}}),
                   Catch::Contains("turn 2 of run " + to_text(RunId{100})));
    }
    SECTION("a row of another shape") {
        if (world.kind != Kind::postgres) {  // whose columns keep their types
            damage("UPDATE journal SET body = 5 WHERE seq = 2");
        }
    }
    SECTION("a link to nowhere") {
        CHECK_THAT(damage("UPDATE journal SET prev = 0 WHERE seq = 3"), Catch::Contains("turn 3"));
    }
    SECTION("a missing row") {
        CHECK_THAT(damage("DELETE FROM journal WHERE seq = 1"), Catch::Contains("no such row"));
    }
    SECTION("a header that names another turn") {
        damage("UPDATE run SET head = head - 1");
    }
    SECTION("a snapshot that is not there") {
        damage("UPDATE run SET snapshot_lsn = 77");
    }
}
