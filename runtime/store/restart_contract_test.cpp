#include <set>

#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

TEST_CASE("time does not go back, not even over a restart with a wrong clock") {
    World world(GENERATE(Kind::file, Kind::postgres));
    const Time before = world.clock.time;
    REQUIRE(world.write([](Transaction&) -> Status { return {}; }));
    CHECK(world.store->clock().now() == before);
    world.clock.time = before - hours(3);
    CHECK(world.store->clock().now() == before);
    world.reopen();
    CHECK(world.store->clock().now() == before);
    world.clock.time = before + seconds(5);
    CHECK(world.store->clock().now() == before + seconds(5));
}

TEST_CASE("ids of short lives one after the other never meet, though the clock stands still") {
    World world(GENERATE(Kind::file, Kind::postgres));
    std::set<std::uint64_t> all;
    for (int life = 0; life < 5; ++life) {
        REQUIRE(world.write([&](Transaction& tx) -> Status {
            CHECK(all.insert(tx.new_id(0)).second);
            return {};
        }));
        world.reopen();
    }
}

TEST_CASE("ids of a new start are above all of the last, even of rows that are gone") {
    World world(GENERATE(Kind::file, Kind::postgres));
    std::uint64_t greatest = 0;
    REQUIRE(world.write([&](Transaction& tx) -> Status {
        const auto id = tx.deliver({.org = our_org, .subject = SubjectId{1}, .body = "x"});
        tx.run("DELETE FROM inbox");
        greatest = id.value;
        return {};
    }));
    world.clock.time = world.clock.time - hours(3);
    world.reopen();
    CHECK(world.store->ids().next(0) > greatest);
}

TEST_CASE("ids are above the greatest stored id of every registered table") {
    World world(GENERATE(Kind::file, Kind::postgres));
    const std::uint64_t far_ahead = (std::uint64_t{1} << 62) + 5;
    REQUIRE(world.write(add_note(far_ahead, "from the future").run));
    world.reopen();
    CHECK(world.store->ids().next(3) > far_ahead);
    CHECK(shard_of(world.store->ids().next(3)) == 3);
}

TEST_CASE("migrations run once, in the order of their numbers, and a newer store is refused") {
    World world(GENERATE(Kind::file, Kind::postgres));
    REQUIRE(world.write(add_note(1, "kept").run));
    const auto old_options = world.options;
    world.options.migrations.add(
        {.number = 102,
         .name = "note colours",
         .statements = {"ALTER TABLE note ADD COLUMN colour {text} NOT NULL DEFAULT 'white'"}});
    world.reopen();
    {
        const auto reader = world.store->reader();
        CHECK(reader->one("SELECT colour FROM note")->text("colour") == "white");
    }
    world.reopen();

    world.store.reset();
    const auto older = open_store(old_options);
    REQUIRE_FALSE(older);
    CHECK(older.error().code == "store.newer");
    CHECK_THAT(older.error().message, Catch::Contains("102"));
    world.open();
}

TEST_CASE("a migration that fails is named and leaves nothing behind") {
    World world(GENERATE(Kind::file, Kind::postgres));
    world.store.reset();
    auto options = world.options;
    options.migrations.add(
        {.number = 103, .name = "broken", .statements = {"CREATE TABLE half(id {id})", "CREATE NONSENSE"}});
    const auto failed = open_store(options);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == "store.unusable");
    CHECK_THAT(failed.error().message, Catch::Contains("103 (broken)"));
    world.open();
    const auto reader = world.store->reader();
    CHECK_THROWS_AS(reader->query("SELECT id FROM half"), SqlError);
}

TEST_CASE("what a closed store held is there when it is opened again") {
    World world(GENERATE(Kind::file, Kind::postgres));
    TestRun run(100);
    play(world, run, "first");
    world.reopen();
    play(world, run, "second");
    const auto reader = world.store->reader();
    CHECK((*load_run(*reader, RunId{100}))->turns.size() == 2);
}

TEST_CASE("a backup is a whole store of one moment, taken while work goes on") {
    World world(GENERATE(Kind::file, Kind::memory));
    TestRun run(100);
    play(world, run, "before");
    std::filesystem::create_directories(world.directory.path() + "/copy");
    const auto path = world.directory.path() + "/copy/millrace.db";
    REQUIRE(world.store->backup(path));
    play(world, run, "after");

    const auto again = world.store->backup(path);
    CHECK(again.error().code == "store.backup_failed");
    CHECK_THAT(again.error().message, Catch::Contains("exists"));

    auto options = world.options;
    options.directory = world.directory.path() + "/copy";
    auto copy = open_store(options);
    REQUIRE(copy);
    CHECK((*copy)->quick_check()->empty());
    const auto reader = (*copy)->reader();
    CHECK((*load_run(*reader, RunId{100}))->turns.size() == 1);
}
