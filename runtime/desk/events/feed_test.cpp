#include "runtime/desk/desk_world.hpp"

namespace millrace::desk::testing {
namespace {

std::vector<std::int64_t> cursors(const std::vector<DeskEvent>& events) {
    std::vector<std::int64_t> found;
    for (const DeskEvent& event : events) {
        found.push_back(event.cursor);
    }
    return found;
}

// A commit that publishes one event; its notices are kept back.
std::unique_ptr<store::Commit> publish(World& world, std::string name) {
    auto commit = std::make_unique<store::Commit>();
    commit->local.push_back({.run = [&world, name](store::Transaction& tx) -> Status {
        Work{tx, *world.feed, world.org}.publish(name, {"queue:sales"}, Map{{"n", name}});
        return {};
    }});
    return world.store->commit_and_wait(std::move(commit));
}

void release(const store::Commit& commit) {
    for (const auto& notice : commit.result.notices) {
        notice();
    }
}

TEST_CASE("Listeners hear every event once and in order, whatever order commits are released in") {
    World world(GENERATE(Kind::memory, Kind::file));
    const auto first = publish(world, "a.done");
    const auto second = publish(world, "b.done");
    world.events.clear();

    release(*second);
    release(*first);
    REQUIRE(world.events.size() == 2);
    CHECK(world.events[0].name == "a.done");
    CHECK(world.events[0].payload["n"] == Value("a.done"));
    CHECK(world.events[1].name == "b.done");
}

TEST_CASE("A socket that comes back after a restart hears what it missed on its topic") {
    World world(Kind::file);
    release(*publish(world, "a.done"));
    const std::int64_t seen = world.feed->last();
    release(*publish(world, "b.done"));
    world.store.reset();
    world.open();

    const auto reader = world.store->reader();
    const std::vector<DeskEvent> missed = events_of_topic(reader->org(world.org), "queue:sales", seen, 10);
    REQUIRE(missed.size() == 1);
    CHECK(missed[0].name == "b.done");
    CHECK(events_of_topic(reader->org(world.org), "queue:support", 0, 10).empty());
    CHECK(world.feed->last() == missed[0].cursor);
}

TEST_CASE("What is undone is never told, and leaves no gap") {
    World world(Kind::memory);
    world.events.clear();
    const Status undone = world.work([&](const Work& w) -> Status {
        w.publish("a.done", {"queue:sales"}, Map{});
        return Error{"no.use", "changed its mind"};
    });
    CHECK_FALSE(undone);
    CHECK(world.events.empty());
    release(*publish(world, "b.done"));
    REQUIRE(world.events.size() == 1);
    CHECK(world.events[0].cursor == world.feed->last());
}

TEST_CASE("Old events go, and cursors do not begin anew") {
    World world(Kind::memory);
    release(*publish(world, "a.done"));
    release(*publish(world, "b.done"));
    const std::int64_t last = world.feed->last();
    world.clock.time = world.clock.time + days(40);
    const Result<int> removed = world.change(
        [&](store::Transaction& tx) -> Result<int> { return remove_old_events(tx, world.clock.time - days(30)); });
    REQUIRE(removed);
    CHECK(*removed > 0);
    world.events.clear();
    release(*publish(world, "c.done"));
    CHECK(cursors(world.events) == std::vector<std::int64_t>{last + 1});
}

}  // namespace
}  // namespace millrace::desk::testing
