#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

TEST_CASE("a desk change that fails is undone and reported, while its turn and its neighbours commit") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });

    TestRun run(100);
    auto turn = run.turn("asks for three things");
    turn->local.push_back(add_note(1, "first"));
    turn->local.push_back({.run = [](Transaction& tx) -> Status {
        const auto written = add_note(2, "half done").run(tx);
        tx.deliver({.org = our_org, .run = RunId{100}, .body = "never"});
        tx.after_commit([] {});
        return written ? Error{"queue.closed", "expected an open queue, but it is closed"} : written;
    }});
    turn->local.push_back(add_note(3, "third"));
    REQUIRE(world.store->submit(std::move(turn)));
    REQUIRE(world.store->submit(job(add_note(4, "a neighbour"))));
    world.store->pump();

    REQUIRE(finished.size() == 2);
    const auto& result = finished[0]->result;
    CHECK(result.outcome == Outcome::committed);
    REQUIRE(result.local.size() == 3);
    CHECK(result.local[0]);
    CHECK(result.local[1].error().code == "queue.closed");
    CHECK(result.local[2]);
    CHECK(result.inbox.empty());
    CHECK(result.notices.empty());
    CHECK(finished[1]->result.outcome == Outcome::committed);
    CHECK(note_titles(world) == std::vector<std::string>{"first", "third", "a neighbour"});
    CHECK(world.store->statistics().batches_repeated == 0);
}

TEST_CASE("a failed desk change can tell the run that asked, in the same transaction") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    auto turn = run.turn("asks");
    turn->local.push_back(
        {.run = [](Transaction&) -> Status {
             return Error{"agent.gone", "expected an agent, but she left"};
         },
         .failed =
             [](Transaction& tx, const Error& error) {
                 tx.deliver({.org = our_org, .run = RunId{100}, .at = tx.now(), .body = "failed: " + error.code});
             }});
    const auto back = world.commit(std::move(turn));
    REQUIRE(back->result.inbox.size() == 1);
    const auto reader = world.store->reader();
    const auto pending = pending_inbox(*reader, {}, 10);
    REQUIRE(pending.size() == 1);
    CHECK(pending[0].body == "failed: agent.gone");
    CHECK(pending[0].id == back->result.inbox[0].id);
}

TEST_CASE("desk work that throws is a failure of that work alone") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    CHECK(world.write(add_note(1, "tea").run));

    SECTION("a taken name") {
        CHECK(world.write(add_note(2, "tea").run).error().code == "store.unique");
    }
    SECTION("a missing value") {
        const auto status = world.write([](Transaction& tx) -> Status {
            tx.run("INSERT INTO note(id, org, title) VALUES(5, $org, 'no done')", {{"org", our_org}});
            return {};
        });
        CHECK(status.error().code == "store.constraint");
    }
    SECTION("a statement nobody understands") {
        const auto status = world.write([](Transaction& tx) -> Status {
            tx.run("INSERT INTO nowhere VALUES(1)");
            return {};
        });
        CHECK(status.error().code == "store.statement");
    }
    SECTION("an exception of its own") {
        const auto status = world.write([](Transaction&) -> Status { throw std::runtime_error("surprise"); });
        CHECK(status.error().code == "internal.exception");
        CHECK(status.error().message == "surprise");
    }
    CHECK(note_titles(world) == std::vector<std::string>{"tea"});
}

TEST_CASE("a job that failed may be tried again with the same key") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    const auto post = [&](LocalWork work) {
        auto commit = job(std::move(work));
        commit->key = IdempotencyKey{our_org, "k", "h", "done"};
        commit->source = Source{our_org, "webchat", "m1", {}, "done"};
        return world.commit(std::move(commit));
    };
    const auto failed = post({.run = [](Transaction&) -> Status { return Error{"not.now", ""}; }});
    CHECK(failed->result.outcome == Outcome::committed);
    CHECK(failed->result.local[0].error().code == "not.now");
    CHECK(post(add_note(1, "tea"))->result.local[0]);
    CHECK(post(add_note(2, "coffee"))->result.outcome == Outcome::duplicate);
}

TEST_CASE("desk work delivers commands and effects that the drive hears of") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    bool called = false;
    auto commit = job({.run = [&called](Transaction& tx) -> Status {
        const auto inbox =
            tx.deliver({.org = our_org, .subject = SubjectId{9}, .at = tx.now(), .body = "message.received"});
        const auto outbox = tx.send({.org = our_org, .subject = SubjectId{9}, .destination = "email", .body = "hello"});
        tx.after_commit([&called] { called = true; });
        return inbox && outbox ? Status{} : Error{"test.no_id", ""};
    }});
    const auto back = world.commit(std::move(commit));
    REQUIRE(back->result.local[0]);
    REQUIRE(back->result.inbox.size() == 1);
    CHECK(back->result.inbox[0].at == world.clock.time);
    REQUIRE(back->result.outbox.size() == 1);
    REQUIRE(back->result.notices.size() == 1);
    CHECK_FALSE(called);  // the store never calls it: whoever receives the commit does
    back->result.notices[0]();
    CHECK(called);
}

TEST_CASE("work of a repeated batch is done again from the start") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });
    int calls = 0;
    REQUIRE(world.store->submit(job({.run = [&calls](Transaction& tx) -> Status {
        ++calls;
        tx.deliver({.org = our_org, .subject = SubjectId{1}, .body = "once"});
        return add_note(1, "once").run(tx);
    }})));
    auto impossible = TestRun(100).turn("x");
    impossible->consumed = InboxId{999};
    REQUIRE(world.store->submit(std::move(impossible)));
    world.store->pump();

    CHECK(calls == 2);
    CHECK(finished[0]->result.inbox.size() == 1);
    CHECK(note_titles(world) == std::vector<std::string>{"once"});
    const auto reader = world.store->reader();
    CHECK(pending_inbox(*reader, {}, 10).size() == 1);
}

TEST_CASE("an answer to a failure that itself fails costs that commit, not its neighbours") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });
    auto bad = TestRun(100).turn("x");
    bad->local.push_back({.run = [](Transaction&) -> Status {
                              return Error{"first", ""};
                          },
                          .failed = [](Transaction& tx, const Error&) { tx.run("DELETE FROM nowhere"); }});
    auto worse = TestRun(102).turn("z");
    worse->local.push_back({.run = [](Transaction&) -> Status {
                                return Error{"first", ""};
                            },
                            .failed = [](Transaction&, const Error&) { throw std::runtime_error("second"); }});
    REQUIRE(world.store->submit(std::move(bad)));
    REQUIRE(world.store->submit(TestRun(101).turn("y")));
    REQUIRE(world.store->submit(std::move(worse)));
    world.store->pump();
    CHECK(finished[0]->result.outcome == Outcome::failed);
    CHECK(finished[0]->result.error.code == "store.statement");
    CHECK(finished[1]->result.outcome == Outcome::committed);
    CHECK(finished[2]->result.outcome == Outcome::failed);
    CHECK(finished[2]->result.error.message == "second");
    const auto reader = world.store->reader();
    CHECK_FALSE(find_run(*reader, RunId{100}));
}
