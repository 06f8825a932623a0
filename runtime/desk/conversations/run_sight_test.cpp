#include "runtime/desk/conversations/run_sight.hpp"

#include "runtime/desk/desk_world.hpp"

namespace millrace::desk::testing {
namespace {

using Ids = std::vector<std::uint64_t>;
using store::RunStatus;

// A header as a first turn leaves it; the journal is of no interest here.
void add_run(World& world, std::uint64_t id, const std::string& flow, store::SubjectId subject,
             RunStatus status = RunStatus::completed) {
    auto commit = std::make_unique<store::Commit>();
    store::RunHeader header;
    header.id = RunId{id};
    header.org = world.org;
    header.flow = flow;
    header.status = status;
    header.subject = subject;
    header.seq = 1;
    store::TurnRow turn;
    turn.run = header.id;
    turn.org = world.org;
    turn.seq = 1;
    turn.body = "turn";
    turn.crc = store::turn_crc(0, header.id, 1, turn.body);
    commit->turn = turn;
    commit->run = store::RunChange{.header = header};
    commit = world.store->commit_and_wait(std::move(commit));
    REQUIRE(commit->result.outcome == store::Outcome::committed);
}

Ids list(World& world, const Viewer& viewer, const store::RunFilter& filter = {}) {
    const auto reader = world.store->reader();
    Ids ids;
    for (const store::RunHeader& run : list_runs(reader->org(world.org), viewer, filter)) {
        ids.push_back(run.id.value);
    }
    return ids;
}

Ids one_by_one(World& world, const Viewer& viewer) {
    const auto reader = world.store->reader();
    const store::OrgReader here = reader->org(world.org);
    Ids ids;
    for (const store::RunHeader& run : store::list_runs(here, {})) {
        if (sees_run(here, viewer, run)) {
            ids.push_back(run.id.value);
        }
    }
    return ids;
}

Viewer somebody(World& world, Role role, const std::string& email, const std::string& team) {
    const auto hired = world.change([&](store::Transaction& tx) -> Result<std::string> {
        return add_user(tx, world.org,
                        {.email = email, .name = email, .role = role, .password_hash = "hash", .teams = {team}});
    });
    INFO((hired ? std::string() : hired.error().message));
    REQUIRE(hired);
    return world.person(email);
}

TEST_CASE("Of runs one sees those about his teams' conversations; an admin sees all") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Viewer sales_lead = somebody(world, Role::team_lead, "lead@demo.test", "sales");
    const Visitor sales = world.visitor();
    const Visitor support = world.visitor();
    const Visitor with_flow = world.visitor();
    add_run(world, 1, "triage", subject_of(sales.conversation));
    add_run(world, 2, "triage", subject_of(support.conversation));
    add_run(world, 3, "triage", subject_of(with_flow.conversation));
    add_run(world, 4, "nightly", {});
    world.queue(sales, "sales");
    world.queue(support, "support");

    CHECK(list(world, world.admin) == Ids{4, 3, 2, 1});
    CHECK(list(world, world.supervisor) == Ids{2, 1});
    CHECK(list(world, sales_lead) == Ids{1});
    CHECK(list(world, world.anna).empty());  // a preview is no sight of its run

    SECTION("what was his team's stays his, also when it is over") {
        REQUIRE(world.take(world.anna, sales));
        REQUIRE(world.close(world.anna, sales));
        CHECK(list(world, sales_lead) == Ids{1});
    }
    SECTION("what goes to another team goes with it") {
        world.queue(sales, "support");
        CHECK(list(world, sales_lead).empty());
    }
    SECTION("filters and pages stay within it") {
        CHECK(list(world, world.supervisor, {.flow = "nightly"}).empty());
        CHECK(list(world, world.supervisor, {.flow = "triage"}) == Ids{2, 1});
        CHECK(list(world, world.supervisor, {.status = RunStatus::completed}) == Ids{2, 1});
        CHECK(list(world, world.supervisor, {.status = RunStatus::cancelled}).empty());
        CHECK(list(world, world.supervisor, {.before = RunId{2}}) == Ids{1});
        CHECK(list(world, world.supervisor, {.limit = 1}) == Ids{2});
    }
    for (const Viewer& viewer : {world.admin, world.supervisor, sales_lead, world.anna}) {
        CHECK(list(world, viewer) == one_by_one(world, viewer));
    }
}

}  // namespace
}  // namespace millrace::desk::testing
