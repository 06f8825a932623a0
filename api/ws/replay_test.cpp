#include "api/ws/replay.hpp"

#include <catch2/catch.hpp>

using namespace millrace;
using namespace millrace::ws;

namespace {

const Topic ana{OrgId{1}, "rep:ana"};
const Topic bob{OrgId{1}, "rep:bob"};

void add(Replay& replay, const Topic& topic, Cursor cursor) {
    replay.add(topic, {cursor, make_frame("f" + std::to_string(cursor))});
}

std::string texts(const std::vector<Event>& events) {
    std::string all;
    for (const Event& event : events) {
        all += *event.frame + " ";
    }
    return all;
}

}  // namespace

TEST_CASE("what came after a cursor is repeated in order") {
    Replay replay({}, 0);
    for (const Cursor cursor : {3, 5, 9}) {
        add(replay, ana, cursor);
    }
    CHECK(texts(replay.after(ana, 0)) == "f3 f5 f9 ");
    CHECK(texts(replay.after(ana, 3)) == "f5 f9 ");
    CHECK(texts(replay.after(ana, 4)) == "f5 f9 ");
    CHECK(replay.after(ana, 9).empty());
    CHECK(replay.after(bob, 0).empty());
}

TEST_CASE("nothing is known from before the start") {
    Replay replay({}, 100);
    CHECK_FALSE(replay.covers(ana, 99));
    CHECK(replay.covers(ana, 100));
    add(replay, ana, 101);
    CHECK_FALSE(replay.covers(ana, 99));
    CHECK(replay.covers(ana, 100));
}

TEST_CASE("a topic keeps its last events and knows where they begin") {
    Replay replay({.events_per_topic = 3}, 0);
    for (Cursor cursor = 1; cursor <= 10; ++cursor) {
        add(replay, ana, cursor);
    }
    CHECK(texts(replay.after(ana, 0)) == "f8 f9 f10 ");
    CHECK(replay.covers(ana, 7));
    CHECK_FALSE(replay.covers(ana, 6));
}

TEST_CASE("a busy topic does not push out a quiet one until all memory is used") {
    Replay replay({.events_per_topic = 3, .events_max = 5}, 0);
    add(replay, bob, 1);
    for (Cursor cursor = 2; cursor <= 50; ++cursor) {
        add(replay, ana, cursor);
    }
    CHECK(texts(replay.after(bob, 0)) == "f1 ");
    CHECK(replay.size() == 4);

    for (Cursor cursor = 51; cursor <= 60; ++cursor) {
        add(replay, {OrgId{1}, "run:" + std::to_string(cursor)}, cursor);
    }
    CHECK(replay.size() == 5);
    CHECK(replay.topics() == 5);
    CHECK(replay.after(bob, 0).empty());
    CHECK_FALSE(replay.covers(bob, 0));
}

TEST_CASE("a topic that was forgotten whole is never believed to be complete") {
    Replay replay({.events_per_topic = 8, .events_max = 2}, 0);
    add(replay, ana, 10);
    add(replay, bob, 11);
    add(replay, bob, 12);  // ana's is gone
    CHECK_FALSE(replay.covers(ana, 9));
    CHECK(replay.covers(ana, 10));
    add(replay, ana, 13);
    CHECK_FALSE(replay.covers(ana, 9));
}

TEST_CASE("bytes are bounded too, down to one event that is larger than all") {
    Replay replay({.bytes_max = 100}, 0);
    for (Cursor cursor = 1; cursor <= 20; ++cursor) {
        replay.add(ana, {cursor, make_frame(std::string(30, 'x'))});
    }
    CHECK(replay.size() == 3);
    CHECK(replay.bytes() == 90);
    replay.add(ana, {21, make_frame(std::string(1000, 'x'))});
    CHECK(replay.size() == 1);
    CHECK(replay.covers(ana, 20));
}

TEST_CASE("two orgs may have a queue of the same name") {
    Replay replay({}, 0);
    add(replay, {OrgId{1}, "queue:sales"}, 1);
    CHECK(replay.after({OrgId{2}, "queue:sales"}, 0).empty());
}
