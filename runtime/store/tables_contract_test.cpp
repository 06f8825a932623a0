#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

namespace {

std::vector<std::uint64_t> ids(const std::vector<RunHeader>& runs) {
    std::vector<std::uint64_t> found;
    for (const auto& run : runs) {
        found.push_back(run.id.value);
    }
    return found;
}
using Ids_ = std::vector<std::uint64_t>;

void given_runs(World& world) {
    REQUIRE(world.write([](Transaction& tx) -> Status {
        if (auto added = add_flow(tx, {.org = our_org, .key = "triage", .title = "Triage"}); !added) {
            return added;
        }
        return add_flow(tx, {.org = our_org, .key = "survey", .title = "Survey"});
    }));
    for (std::uint64_t id = 1; id <= 6; ++id) {
        TestRun run(id);
        run.header.flow = id % 2 == 0 ? "survey" : "triage";
        run.header.status = id <= 3 ? RunStatus::completed : RunStatus::waiting;
        play(world, run, "x");
    }
    TestRun foreign(7);
    foreign.header.org = other_org;
    play(world, foreign, "x");
}

}  // namespace

TEST_CASE("runs are listed newest first, by flow and status, page by page") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    given_runs(world);
    const auto reader = world.store->reader();
    const auto list = [&](RunFilter filter) { return ids(list_runs(reader->org(our_org), filter)); };
    CHECK(list({}) == Ids_{6, 5, 4, 3, 2, 1});
    CHECK(list({.limit = 2}) == Ids_{6, 5});
    CHECK(list({.before = RunId{5}, .limit = 2}) == Ids_{4, 3});
    CHECK(list({.flow = "triage"}) == Ids_{5, 3, 1});
    CHECK(list({.flow = "triage", .before = RunId{5}, .limit = 1}) == Ids_{3});
    CHECK(list({.status = RunStatus::waiting}) == Ids_{6, 5, 4});
    CHECK(list({.flow = "survey", .status = RunStatus::completed}) == Ids_{2});
    CHECK(list({.flow = "nothing"}).empty());
    CHECK(ids(list_runs(reader->org(other_org), {})) == Ids_{7});
    CHECK_FALSE(find_run(reader->org(our_org), RunId{7}));
}

TEST_CASE("at start a process learns of every live run, its timer and its subject, in slices") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    for (std::uint64_t id = 1; id <= 5; ++id) {
        TestRun run(id, SubjectId{id + 100});
        run.header.status = id == 2 ? RunStatus::completed : RunStatus::waiting;
        run.header.owner = id != 4;
        if (id % 2 == 1) {
            run.header.due = Time{static_cast<std::int64_t>(id) * 1000};
        }
        play(world, run, "x");
    }
    const auto reader = world.store->reader();
    std::vector<LiveRun> all;
    for (RunId after{};;) {
        const auto slice = live_runs(*reader, after, 2);
        if (slice.empty()) {
            break;
        }
        all.insert(all.end(), slice.begin(), slice.end());
        after = slice.back().run;
    }
    REQUIRE(all.size() == 4);
    CHECK(all[0].due == Time{1000});
    CHECK(all[1].run == RunId{3});
    CHECK(all[1].subject == SubjectId{103});
    CHECK_FALSE(all[2].owner);
    CHECK_FALSE(all[2].due);
}

TEST_CASE("a timer moves with the turn that sets or fires it") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(1);
    auto wait = run.turn("waits");
    wait->run->header.due = Time{500};
    run.taken(*world.commit(std::move(wait)));
    {
        const auto reader = world.store->reader();
        CHECK(live_runs(*reader, {}, 10)[0].due == Time{500});
    }
    auto fire = run.turn("fired");
    fire->run->header.due.reset();
    run.taken(*world.commit(std::move(fire)));
    const auto reader = world.store->reader();
    CHECK_FALSE(live_runs(*reader, {}, 10)[0].due);
}

TEST_CASE("a journal is shown in pages") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun run(1);
    for (int turn = 1; turn <= 7; ++turn) {
        play(world, run, fmt::format("turn {}", turn), turn % 3 == 0);
    }
    const auto reader = world.store->reader();
    const auto page = journal_page(reader->org(our_org), RunId{1}, 2, 3);
    REQUIRE(page.size() == 3);
    CHECK(page[0].body == "turn 3");
    CHECK(page[2].seq == 5);
    CHECK(journal_page(reader->org(our_org), RunId{1}, 5, 10).size() == 2);
    CHECK(journal_page(reader->org(our_org), RunId{1}, 7, 10).empty());
    CHECK(journal_page(reader->org(other_org), RunId{1}, 0, 10).empty());
}

TEST_CASE("verify can walk every row there is") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    given_runs(world);
    const auto reader = world.store->reader();
    CHECK(ids(all_runs(*reader, RunId{2}, 3)) == Ids_{3, 4, 5});
    const auto all = all_turns(*reader, 0, 100);
    REQUIRE(all.size() == 7);
    const auto turns = all_turns(*reader, all[4].lsn, 100);
    REQUIRE(turns.size() == 2);
    CHECK(turns[0].lsn == all[5].lsn);
    CHECK(turns[1].org == other_org);
}

TEST_CASE("the database's own check finds nothing wrong with a sound store") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    given_runs(world);
    const auto found = world.store->quick_check();
    REQUIRE(found);
    CHECK(found->empty());
}

TEST_CASE("ended runs leave with their journals, live ones stay, and the count of turns never falls") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    TestRun live(1);
    play(world, live, "waits");
    TestRun ended(2);
    auto first = ended.turn("asks");
    first->outbox.push_back(
        {.org = our_org, .run = RunId{2}, .subject = SubjectId{2}, .destination = "d", .body = "b"});
    ended.taken(*world.commit(std::move(first)));
    play(world, ended, "done", false, RunStatus::completed);

    const auto newest = ended.header.head;
    RemovedRuns removed;
    const auto remove = [&](Time before, RunId after, int limit) {
        REQUIRE(world.write([&](Transaction& tx) -> Status {
            removed = remove_ended_runs(tx, our_org, before, after, limit);
            return {};
        }));
    };
    remove(ended.header.updated, {}, 10);
    CHECK(removed.removed == 0);
    remove(ended.header.updated + seconds(1), {}, 1);
    CHECK(removed.removed == 0);
    CHECK(removed.last == RunId{1});
    remove(ended.header.updated + seconds(1), removed.last, 1);
    CHECK(removed.removed == 1);
    {
        const auto reader = world.store->reader();
        CHECK_FALSE(find_run(*reader, RunId{2}));
        CHECK(all_turns(*reader, 0, 10).size() == 1);
        CHECK(pending_outbox(*reader, {}, 10).empty());
    }
    if (world.kind != Kind::memory) {
        world.reopen();
    }
    const auto next = world.commit(TestRun(3).turn("new"));
    CHECK(next->result.lsn > newest);
}

TEST_CASE("old keys and sources are forgotten in slices") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    for (std::uint64_t n = 1; n <= 3; ++n) {
        auto commit = job(add_note(n, fmt::format("n{}", n)));
        commit->key = IdempotencyKey{our_org, fmt::format("k{}", n), "h", "a"};
        commit->source = Source{our_org, "s", fmt::format("{}", n), {}, ""};
        world.commit(std::move(commit));
        world.clock.time = world.clock.time + hours(1);
    }
    int keys = 0;
    int sources = 0;
    REQUIRE(world.write([&](Transaction& tx) -> Status {
        keys = remove_old_keys(tx, tx.now() - hours(1));
        sources = remove_old_sources(tx, tx.now() - hours(1), 1);
        return {};
    }));
    CHECK(keys == 2);
    CHECK(sources == 1);
    const auto reader = world.store->reader();
    CHECK_FALSE(find_idempotent(reader->org(our_org), "k1"));
    CHECK(find_idempotent(reader->org(our_org), "k3"));
}

TEST_CASE("a flow has versions, and one that new runs take") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    const FlowRow flow{.org = our_org, .key = "triage", .title = "Triage", .created = Time{1}, .updated = Time{1}};
    const auto publish = [](Transaction& tx, std::uint64_t id, std::int64_t number) {
        return add_version(tx, {.id = VersionId{id},
                                .org = our_org,
                                .flow = "triage",
                                .number = number,
                                .hash = fmt::format("h{}", number),
                                .document = "{}",
                                .pins = "p",
                                .note = "why",
                                .author = "ana",
                                .at = Time{2}});
    };
    REQUIRE(world.write([&](Transaction& tx) { return add_flow(tx, flow); }));
    CHECK(world.write([&](Transaction& tx) { return add_flow(tx, flow); }).error().code == "flow.exists");
    REQUIRE(world.write([&](Transaction& tx) -> Status {
        for (std::int64_t number = 1; number <= 3; ++number) {
            if (auto added = publish(tx, static_cast<std::uint64_t>(number) + 10, number); !added) {
                return added;
            }
        }
        set_current_version(tx, our_org, "triage", 2, Time{9});
        set_flow_title(tx, our_org, "triage", "Inbound", Time{9});
        return {};
    }));
    CHECK(world.write([&](Transaction& tx) { return publish(tx, 20, 3); }).error().code == "flow.base_moved");

    const auto reader = world.store->reader();
    const auto ours = reader->org(our_org);
    CHECK(find_flow(ours, "triage")->current == 2);
    CHECK(find_flow(ours, "triage")->title == "Inbound");
    CHECK_FALSE(find_flow(reader->org(other_org), "triage"));
    CHECK(list_flows(ours).size() == 1);
    CHECK(list_flows(ours, "triage").empty());
    CHECK(greatest_version(ours, "triage") == 3);
    CHECK(greatest_version(ours, "none") == 0);
    CHECK(find_version(*reader, VersionId{12})->number == 2);
    CHECK(find_version(ours, "triage", 3)->pins == "p");
    CHECK_FALSE(find_version(ours, "triage", 4));
    const auto older = list_versions(ours, "triage", 3);
    REQUIRE(older.size() == 2);
    CHECK(older[0].number == 2);
    CHECK(older[0].note == "why");
}

TEST_CASE("a draft belongs to its author, and a stale one is not overwritten") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    DraftRow draft{.org = our_org,
                   .flow = "triage",
                   .author = "ana",
                   .document = "{1}",
                   .etag = "e1",
                   .base_version = 2,
                   .at = Time{1}};
    bool stored = false;
    const auto put = [&](std::string_view expected) {
        REQUIRE(world.write([&](Transaction& tx) -> Status {
            stored = put_draft(tx, draft, expected);
            return {};
        }));
        return stored;
    };
    CHECK(put(""));
    CHECK_FALSE(put(""));
    draft.etag = "e2";
    draft.document = "{2}";
    CHECK_FALSE(put("e0"));
    CHECK(put("e1"));
    {
        const auto reader = world.store->reader();
        CHECK(find_draft(reader->org(our_org), "triage", "ana")->document == "{2}");
        CHECK_FALSE(find_draft(reader->org(our_org), "triage", "ben"));
        CHECK(list_drafts(reader->org(our_org), "triage")[0].etag == "e2");
    }
    REQUIRE(world.write([](Transaction& tx) -> Status {
        remove_draft(tx, our_org, "triage", "ana");
        return {};
    }));
    const auto reader = world.store->reader();
    CHECK(list_drafts(reader->org(our_org), "triage").empty());
}

TEST_CASE("bindings are kept by name; node types are numbered as they come") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    std::int64_t first = 0;
    std::int64_t second = 0;
    REQUIRE(world.write([&](Transaction& tx) -> Status {
        put_binding(tx, our_org, "triage", {"sales_queue", "\"sales\""});
        put_binding(tx, our_org, "triage", {"sales_queue", "\"vip\""});
        put_binding(tx, our_org, "triage", {"old", "1"});
        remove_binding(tx, our_org, "triage", "old");
        first = add_node_type(tx, {.org = our_org, .type = "orders.check", .source = "return 1", .hash = "a"});
        second = add_node_type(tx, {.org = our_org, .type = "orders.check", .source = "return 2", .hash = "b"});
        put_meta(tx, "token_key", std::string_view("\0k", 2));
        put_meta(tx, "token_key", std::string_view("\1k", 2));
        return {};
    }));
    CHECK(first == 1);
    CHECK(second == 2);
    const auto reader = world.store->reader();
    const auto bindings = list_bindings(reader->org(our_org), "triage");
    REQUIRE(bindings.size() == 1);
    CHECK(bindings[0].value == "\"vip\"");
    CHECK(find_node_type(reader->org(our_org), "orders.check", 1)->source == "return 1");
    const auto newest = list_node_types(reader->org(our_org));
    REQUIRE(newest.size() == 1);
    CHECK(newest[0].version == 2);
    CHECK(all_node_types(*reader).size() == 2);
    CHECK(find_meta(*reader, "token_key") == std::string("\1k", 2));
    CHECK_FALSE(find_meta(*reader, "nothing"));
}
