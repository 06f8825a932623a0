#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

TEST_CASE("a turn that came back committed can be loaded, with what came before it") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    play(world, run, "first");
    play(world, run, "second");

    const auto reader = world.store->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    REQUIRE(loaded->has_value());
    const auto& stored = **loaded;
    CHECK(stored.header.flow == "triage");
    CHECK(stored.header.seq == 2);
    CHECK(stored.header.status == RunStatus::waiting);
    REQUIRE(stored.turns.size() == 2);
    CHECK(stored.turns[0].body == "first");
    CHECK(stored.turns[1].body == "second");
    CHECK(stored.turns[1].prev == stored.turns[0].lsn);
}

TEST_CASE("loading begins at the newest snapshot") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    play(world, run, "first");
    play(world, run, "second", true);
    play(world, run, "third");

    const auto reader = world.store->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    const auto& turns = (*loaded)->turns;
    REQUIRE(turns.size() == 2);
    CHECK(turns[0].body == "second");
    CHECK(turns[0].has_snapshot);
    CHECK_FALSE(turns[1].has_snapshot);

    const auto whole = load_journal(*reader, RunId{100});
    REQUIRE(whole);
    CHECK(whole->size() == 3);
}

TEST_CASE("nobody knows an unknown run") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    const auto reader = world.store->reader();
    const auto loaded = load_run(*reader, RunId{404});
    REQUIRE(loaded);
    CHECK_FALSE(loaded->has_value());
    CHECK(load_journal(*reader, RunId{404}).error().code == "run.unknown");
}

TEST_CASE("a turn on a state that moved on is a conflict and leaves nothing behind") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    play(world, run, "first");
    auto stale = run;
    play(world, run, "second");

    auto late = stale.turn("second, by somebody else");
    late->inbox.push_back({.org = our_org, .run = RunId{100}, .body = "never"});
    const auto back = world.commit(std::move(late));
    CHECK(back->result.outcome == Outcome::conflict);

    const auto reader = world.store->reader();
    CHECK((*load_run(*reader, RunId{100}))->turns.back().body == "second");
    CHECK(pending_inbox(*reader, {}, 10).empty());
}

TEST_CASE("a run cannot begin twice") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    const auto again = run;
    play(world, run, "first");
    CHECK(world.commit(again.turn("first again"))->result.outcome == Outcome::conflict);
}

TEST_CASE("a subject has one live owner, and any number of companions") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    const SubjectId conversation{55};
    TestRun owner(100, conversation);
    play(world, owner, "hello");

    TestRun rival(101, conversation);
    const auto refused = world.commit(rival.turn("me too"));
    CHECK(refused->result.outcome == Outcome::subject_taken);
    CHECK(refused->result.earlier == RunId{100});

    TestRun companion(102, conversation);
    companion.header.owner = false;
    play(world, companion, "watching");
    {
        const auto reader = world.store->reader();
        CHECK(live_runs_of(reader->org(our_org), conversation).size() == 2);
        CHECK(live_runs_of(reader->org(other_org), conversation).empty());
    }

    play(world, owner, "bye", false, RunStatus::completed);
    play(world, rival, "now I may");
    const auto reader = world.store->reader();
    const auto live = live_runs_of(reader->org(our_org), conversation);
    REQUIRE(live.size() == 2);
    CHECK(live[0].id == RunId{101});
    CHECK(live[0].owner);
}

TEST_CASE("an owner hands its subject over by becoming a companion") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    const SubjectId conversation{55};
    TestRun owner(100, conversation);
    play(world, owner, "hello");

    auto hand_over = owner.turn("over to the survey");
    hand_over->run->header.owner = false;
    hand_over->run->relabelled = true;
    REQUIRE(world.commit(std::move(hand_over))->result.outcome == Outcome::committed);

    TestRun survey(101, conversation);
    play(world, survey, "how was it?");
    const auto reader = world.store->reader();
    CHECK_FALSE(find_run(*reader, RunId{100})->owner);
    CHECK(find_run(*reader, RunId{101})->owner);
}

TEST_CASE("a fact from outside takes effect once, even within one batch") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    std::vector<Commits> batches;
    world.store->on_completed([&](Commits finished) { batches.push_back(std::move(finished)); });

    TestRun first(100);
    TestRun second(101);
    auto one = first.turn("start");
    one->source = Source{our_org, "api.start", "order-1", RunId{100}, "run 100"};
    auto two = second.turn("start");
    two->source = Source{our_org, "api.start", "order-1", RunId{101}, "run 101"};
    auto elsewhere = job(add_note(1, "the same id of another source is another fact"));
    elsewhere->source = Source{our_org, "webchat", "order-1", {}, ""};
    REQUIRE(world.store->submit(std::move(one)));
    REQUIRE(world.store->submit(std::move(two)));
    REQUIRE(world.store->submit(std::move(elsewhere)));
    world.store->pump();

    REQUIRE(batches.size() == 1);
    REQUIRE(batches[0].size() == 3);
    CHECK(batches[0][0]->result.outcome == Outcome::committed);
    CHECK(batches[0][1]->result.outcome == Outcome::duplicate);
    CHECK(batches[0][1]->result.earlier == RunId{100});
    CHECK(batches[0][1]->result.answer == "run 100");
    CHECK(batches[0][2]->result.outcome == Outcome::committed);
    const auto reader = world.store->reader();
    CHECK_FALSE(find_run(*reader, RunId{101}));
}

TEST_CASE("an idempotency key gives the same answer again, and refuses another body") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    const auto post = [&](std::string hash, std::string title) {
        auto commit = job({});
        auto* raw = commit.get();
        commit->key = IdempotencyKey{our_org, "k-1", std::move(hash), {}};
        commit->local[0].run = [raw, title](Transaction& tx) -> Status {
            const auto id = tx.new_id(0);
            raw->key->answer = "made " + title;
            return add_note(id, title).run(tx);
        };
        return world.commit(std::move(commit));
    };

    CHECK(post("h1", "tea")->result.outcome == Outcome::committed);
    const auto again = post("h1", "coffee");
    CHECK(again->result.outcome == Outcome::duplicate);
    CHECK(again->result.answer == "made tea");
    CHECK(post("h2", "milk")->result.outcome == Outcome::key_reused);
    CHECK(note_titles(world) == std::vector<std::string>{"tea"});

    const auto reader = world.store->reader();
    CHECK(find_idempotent(reader->org(our_org), "k-1")->answer == "made tea");
    CHECK_FALSE(find_idempotent(reader->org(other_org), "k-1"));
}

TEST_CASE("a command is deleted by the turn that handles it, and handled once") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    auto start = run.turn("waits for a message");
    start->inbox.push_back(
        {.org = our_org, .run = RunId{100}, .subject = SubjectId{100}, .at = Time{5}, .body = "hello"});
    const auto started = world.commit(std::move(start));
    run.taken(*started);
    REQUIRE(started->result.inbox.size() == 1);
    const auto message = started->result.inbox[0].id;
    REQUIRE(message);
    {
        const auto reader = world.store->reader();
        const auto waiting = pending_inbox(*reader, {}, 10);
        REQUIRE(waiting.size() == 1);
        CHECK(waiting[0].id == message);
        CHECK(waiting[0].body == "hello");
        CHECK(pending_inbox(*reader, message, 10).empty());
    }

    auto handle = run.turn("got it");
    handle->consumed = message;
    const auto handled = world.commit(std::move(handle));
    CHECK(handled->result.outcome == Outcome::committed);
    run.taken(*handled);

    auto again = run.turn("got it twice");
    again->consumed = message;
    CHECK(world.commit(std::move(again))->result.outcome == Outcome::conflict);

    auto dropped = std::make_unique<Commit>();
    dropped->consumed = message;
    CHECK(world.commit(std::move(dropped))->result.outcome == Outcome::conflict);

    const auto reader = world.store->reader();
    CHECK(pending_inbox(*reader, {}, 10).empty());
    CHECK((*load_run(*reader, RunId{100}))->turns.back().body == "got it");
}

TEST_CASE("only the commit that turns out impossible leaves its batch") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });
    TestRun first(100);
    TestRun second(101);
    TestRun third(102);
    auto impossible = second.turn("handles what nobody sent");
    impossible->consumed = InboxId{999};
    REQUIRE(world.store->submit(first.turn("one")));
    REQUIRE(world.store->submit(std::move(impossible)));
    REQUIRE(world.store->submit(third.turn("three")));
    world.store->pump();

    REQUIRE(finished.size() == 3);
    CHECK(finished[0]->result.outcome == Outcome::committed);
    CHECK(finished[1]->result.outcome == Outcome::conflict);
    CHECK(finished[2]->result.outcome == Outcome::committed);
    CHECK(finished[2]->result.lsn > finished[0]->result.lsn);
    CHECK(world.store->statistics().batches_repeated == 1);
    const auto reader = world.store->reader();
    CHECK_FALSE(find_run(*reader, RunId{101}));
    CHECK((*load_run(*reader, RunId{102}))->turns.size() == 1);
}

TEST_CASE("an effect waits in the outbox until its answer closes it") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    auto ask = run.turn("calls the shop");
    ask->outbox.push_back({.org = our_org,
                           .run = RunId{100},
                           .subject = SubjectId{100},
                           .activation = 4,
                           .n = 1,
                           .destination = "https://shop.test",
                           .next_at = Time{10},
                           .body = "GET"});
    const auto asked = world.commit(std::move(ask));
    run.taken(*asked);
    REQUIRE(asked->result.outbox.size() == 1);
    const auto effect = asked->result.outbox[0].id;

    auto sending = std::make_unique<Commit>();
    sending->outbox_changes.push_back(
        {.id = effect, .status = OutboxStatus::sending, .attempts = 2, .next_at = Time{20}});
    REQUIRE(world.commit(std::move(sending))->result.outcome == Outcome::committed);
    {
        const auto reader = world.store->reader();
        const auto pending = pending_outbox(*reader, {}, 10);
        REQUIRE(pending.size() == 1);
        CHECK(pending[0].status == OutboxStatus::sending);
        CHECK(pending[0].attempts == 2);
        CHECK(pending[0].activation == 4);
        CHECK(pending[0].destination == "https://shop.test");
        CHECK(outbox_of(reader->org(our_org), RunId{100}).size() == 1);
        CHECK(outbox_of(reader->org(other_org), RunId{100}).empty());
    }

    auto answered = run.turn("http.replied");
    answered->outbox_changes.push_back({.id = effect, .close = true});
    const auto closed = world.commit(std::move(answered));
    REQUIRE(closed->result.outcome == Outcome::committed);
    run.taken(*closed);

    auto late = run.turn("http.replied, a second time");
    late->outbox_changes.push_back({.id = effect, .close = true});
    CHECK(world.commit(std::move(late))->result.outcome == Outcome::conflict);
    const auto reader = world.store->reader();
    CHECK(pending_outbox(*reader, {}, 10).empty());
}

TEST_CASE("a quarantine touches the header alone") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(100);
    play(world, run, "first");
    auto set_aside = std::make_unique<Commit>();
    set_aside->run = RunChange{.header = run.header, .seq_before = run.header.seq, .status_before = RunStatus::waiting};
    set_aside->run->header.status = RunStatus::quarantined;
    REQUIRE(world.commit(std::move(set_aside))->result.outcome == Outcome::committed);

    const auto reader = world.store->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    CHECK((*loaded)->header.status == RunStatus::quarantined);
    CHECK((*loaded)->turns.size() == 1);
}

TEST_CASE("all completions of a batch come in one call, in the order of submission") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    std::vector<std::vector<std::uint64_t>> calls;
    world.store->on_completed([&](Commits batch) {
        calls.emplace_back();
        for (const auto& commit : batch) {
            calls.back().push_back(commit->turn->run.value);
        }
    });
    for (std::uint64_t id = 1; id <= 5; ++id) {
        REQUIRE(world.store->submit(TestRun(id).turn("x")));
    }
    CHECK(world.store->statistics().waiting == 5);
    CHECK(world.store->pump() == 5);
    CHECK(calls == std::vector<std::vector<std::uint64_t>>{{1, 2, 3, 4, 5}});
    CHECK(world.store->pump() == 0);
}
