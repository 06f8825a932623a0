// A copy of a store in a file, and a new store made of it.

#include "runtime/store/backup.hpp"
#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

namespace {

constexpr Time later{1'767'690'000'000};

std::uint64_t number(Store& store, std::string_view sql) {
    return store.reader()->one(sql)->get<std::uint64_t>("n");
}

}  // namespace

TEST_CASE("a store is copied while it is open and written to, and the copy is of one moment") {
    World world(Kind::file);
    TestRun run(100);
    play(world, run, "before");
    const auto path = world.directory.path() + "/copy.db";
    REQUIRE(copy_store(world.options.directory, path));
    play(world, run, "after");
    CHECK(check_backup(path));
    CHECK_FALSE(std::filesystem::exists(path + "-wal"));
    CHECK_FALSE(std::filesystem::exists(path + "-shm"));

    auto options = world.options;
    options.directory = world.directory.path() + "/restored";
    REQUIRE(restore_store(path, options.directory, later));
    auto restored = open_store(options);
    INFO((restored ? std::string() : restored.error().code + ": " + restored.error().message));
    REQUIRE(restored);
    CHECK((*restored)->quick_check()->empty());
    const auto reader = (*restored)->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    REQUIRE((*loaded)->turns.size() == 1);
    CHECK((*loaded)->turns[0].body == "before");
}

TEST_CASE("a restored store gives out nothing that the lost one may have given out, and sends nothing again") {
    World world(Kind::file);
    TestRun run(100);
    play(world, run, "before");
    auto commit = std::make_unique<Commit>();
    commit->outbox.push_back({.org = our_org, .run = RunId{100}, .destination = "https://crm.example", .body = "call"});
    commit->outbox.push_back({.org = our_org,
                              .run = RunId{100},
                              .destination = "https://crm.example",
                              .status = OutboxStatus::sending,
                              .body = "call"});
    REQUIRE(world.commit(std::move(commit))->result.outcome == Outcome::committed);
    const auto epoch = number(*world.store, "SELECT max(epoch) AS n FROM shard");
    const auto path = world.directory.path() + "/copy.db";
    REQUIRE(copy_store(world.options.directory, path));
    for (int turn = 0; turn < 20; ++turn) {
        play(world, run, "lost");
    }
    const auto last_lost = run.header.head;

    auto options = world.options;
    options.directory = world.directory.path() + "/restored";
    const auto restored = restore_store(path, options.directory, later);
    INFO((restored ? std::string() : restored.error().code + ": " + restored.error().message));
    REQUIRE(restored);
    CHECK(restored->outcome_unknown == 2);
    CHECK(restored->epoch > epoch + 1'000'000);
    auto store = open_store(options);
    REQUIRE(store);
    CHECK((*store)->clock().now() >= later);
    {
        const auto reader = (*store)->reader();
        for (const auto& row : pending_outbox(*reader, {}, 10)) {
            CHECK(row.status == OutboxStatus::outcome_unknown);
        }
    }
    TestRun fresh(200);
    const auto back = (*store)->commit_and_wait(fresh.turn("fresh"));
    REQUIRE(back->result.outcome == Outcome::committed);
    CHECK(back->result.lsn > last_lost + 1'000'000);
    CHECK(number(**store, "SELECT max(epoch) AS n FROM shard") == restored->epoch + 1);
}

TEST_CASE("a restore writes over nothing, and takes nothing that is no sound backup") {
    World world(Kind::file);
    const auto path = world.directory.path() + "/copy.db";
    REQUIRE(copy_store(world.options.directory, path));
    const auto into = world.directory.path() + "/restored";

    CHECK(copy_store(world.options.directory, path).error().code == "store.backup_failed");
    CHECK(copy_store(into, path + "2").error().code == "store.none");
    CHECK(restore_store(path, world.options.directory, later).error().code == "store.locked");
    world.store.reset();
    CHECK(restore_store(path, world.options.directory, later).error().code == "store.exists");

    CHECK(restore_store(path + ".missing", into, later).error().code == "store.damaged");
    FILE* file = fopen(path.c_str(), "r+");
    REQUIRE(file != nullptr);
    fseek(file, 4096 * 2, SEEK_SET);
    fputs(std::string(4096, '\xee').c_str(), file);
    fclose(file);
    CHECK(restore_store(path, into, later).error().code == "store.damaged");
    CHECK_FALSE(std::filesystem::exists(into));
}
