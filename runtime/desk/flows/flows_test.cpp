// Tests of flows and reviews as rows: kept by who has seen them, decided once, told and recorded.

#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/flows/kept_tests.hpp"
#include "runtime/desk/flows/review.hpp"

namespace millrace::desk {
namespace {

using testing::Kind;
using testing::World;

constexpr auto every_store = {Kind::memory, Kind::file, Kind::postgres};

Result<FlowTest> save(World& world, const std::string& text, const std::string& tag) {
    return world.change([&](store::Transaction& tx) {
        return save_flow_test({tx, *world.feed, world.org, world.admin.user}, "triage", text, tag);
    });
}

Result<Review> ask(World& world, const Viewer& author, const std::string& note = "") {
    return world.change([&](store::Transaction& tx) {
        return ask_for_review({tx, *world.feed, world.org, author.user}, {"triage", note, 3, R"({"key":"triage"})"});
    });
}

template <class Decision>
Result<Review> decide(World& world, const Viewer& by, Decision&& decision) {
    return world.change([&](store::Transaction& tx) { return decision(Work{tx, *world.feed, world.org, by.user}); });
}

std::vector<std::string> actions(World& world) {
    const auto reader = world.store->reader();
    std::vector<std::string> names;
    AuditFilter filter;
    filter.object = "flow:triage";
    for (const AuditEntry& entry : list_audit(reader->org(world.org), filter)) {
        names.push_back(entry.action);
    }
    return names;
}

}  // namespace

TEST_CASE("tests of a flow are replaced by who has seen them, and taken away by an empty text") {
    World world(GENERATE(values<Kind>(every_store)));
    const Result<FlowTest> first = save(world, "flow triage\n", flow_test_etag(""));
    REQUIRE(first);
    CHECK(first->author == world.admin.user);
    CHECK(world.events.back().name == event::flow_tests_saved);
    CHECK(world.events.back().topics == std::vector<std::string>{"flow:triage"});
    CHECK(world.events.back().payload["author_name"] == Value(world.admin.name));

    const Result<FlowTest> late = save(world, "flow triage\n# mine\n", flow_test_etag(""));
    REQUIRE_FALSE(late);
    CHECK(late.error().code == "flow_test.stale");
    {
        const auto reader = world.store->reader();
        CHECK(find_flow_test(reader->org(world.org), "triage")->text == "flow triage\n");
        CHECK_FALSE(find_flow_test(reader->org(world.org), "overflow"));
    }
    REQUIRE(save(world, "flow triage\n# mine\n", first->etag));
    REQUIRE(save(world, "", flow_test_etag("flow triage\n# mine\n")));
    {
        const auto reader = world.store->reader();
        CHECK_FALSE(find_flow_test(reader->org(world.org), "triage"));
    }
    CHECK(actions(world) == std::vector<std::string>(3, "flow.tests_saved"));
}

TEST_CASE("a review is decided once, by another person than its author") {
    World world(GENERATE(values<Kind>(every_store)));
    const Result<Review> asked = ask(world, world.admin, "Please look");
    REQUIRE(asked);
    CHECK(asked->state == "open");
    const Result<Review> again = ask(world, world.admin);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == "review.open");
    const Result<Review> other = ask(world, world.supervisor);  // each author has his own
    REQUIRE(other);

    const auto code = [](const Result<Review>& decided) { return decided ? "" : decided.error().code; };
    const std::uint64_t id = asked->id;
    CHECK(code(decide(world, world.admin, [&](const Work& work) { return approve_review(work, id, "", 4); })) ==
          "review.own");
    CHECK(code(decide(world, world.supervisor, [&](const Work& work) { return withdraw_review(work, id); })) ==
          "review.not_yours");
    CHECK(code(decide(world, world.supervisor, [&](const Work& work) { return reject_review(work, id + 1, ""); })) ==
          "review.unknown");
    const Result<Review> approved =
        decide(world, world.supervisor, [&](const Work& work) { return approve_review(work, id, "Good", 4); });
    REQUIRE(approved);
    CHECK(approved->version == 4);
    CHECK(world.events.back().name == event::flow_reviewed);
    CHECK(world.events.back().payload["state"] == Value("approved"));
    CHECK(code(decide(world, world.supervisor, [&](const Work& work) { return reject_review(work, id, ""); })) ==
          "review.decided");
    CHECK(code(decide(world, world.admin, [&](const Work& work) { return withdraw_review(work, id); })) ==
          "review.decided");
    REQUIRE(ask(world, world.admin, "The next"));  // now that the first is decided
    CHECK(actions(world) == std::vector<std::string>{"flow.review_asked", "flow.review_approved", "flow.review_asked",
                                                     "flow.review_asked"});

    const auto reader = world.store->reader();
    const store::OrgReader here = reader->org(world.org);
    const std::optional<Review> kept = find_review(here, id);
    REQUIRE(kept);
    const Value shown = show(here, *kept);
    CHECK(shown["document"]["key"] == Value("triage"));
    CHECK(shown["author_name"] == Value(world.admin.name));
    CHECK(shown["decided_by_name"] == Value(world.supervisor.name));
    CHECK(shown["decided_note"] == Value("Good"));
    CHECK(list_reviews(here, "triage", "").size() == 3);
    CHECK(list_reviews(here, "triage", "open").size() == 2);
    CHECK(list_reviews(here, "overflow", "").empty());
}

}  // namespace millrace::desk
