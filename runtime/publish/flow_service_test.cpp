// From a draft to a version: what its author, another person and those who look on see of it.

#include "runtime/publish/flow_service.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/flows/review.hpp"
#include "runtime/flowtest/testing/small_centre.hpp"

namespace millrace::publish {
namespace {

using desk::testing::Kind;

constexpr auto every_store = {Kind::memory, Kind::file, Kind::postgres};

Value flow_of(const std::string& key, const std::string& outcome, const std::string& next = "") {
    const std::string text = R"({"format": "millrace.flow/1", "key": ")" + key +
                             R"(", "title": "Tea", "trigger": {"on": "api"}, "start": "a",
            "nodes": {"a": {"type": "t.order", "settings": {"effect": "event.emit", "payload": {"event": "tea.made"}},
                            "next": {"done": "over"}},
                      "over": {"type": "t.end", "settings": {"outcome": ")" +
                             outcome + R"("}})" + next + "}}";
    const Result<Value> parsed = json::parse(text);
    INFO(text);
    REQUIRE(parsed);
    return *parsed;
}

// The desk's store with the flow service upon it.
struct Press {
    explicit Press(Kind kind) : desk(kind), ana(desk.admin.user), ben(desk.supervisor.user) {}

    std::string edit(const std::string& author, const std::string& outcome) {
        const auto before = flows.draft(desk.org, "tea", author);
        REQUIRE(before);
        const auto etag = flows.put_draft(desk.org, "tea", author, flow_of("tea", outcome), before->etag);
        REQUIRE(etag);
        return *etag;
    }
    Status write(const Change& change) {
        const Status done = desk.change([&](store::Transaction& tx) { return change.write(tx); });
        if (done) {
            change.written();
        }
        return done;
    }
    std::string outcome_now() {
        const auto reader = desk.store->reader();
        const auto all = flows.published(reader->org(desk.org));
        REQUIRE(all.size() == 1);
        return std::string(all[0]->document.node("over")->settings["outcome"].as_string());
    }

    desk::testing::World desk;
    Catalogues catalogues{flowtest::testing::small_centre()};
    drive::Versions versions{desk::vocabulary(), [this](OrgId org) { return catalogues.of(org); }};
    FlowService flows{*desk.store, versions,     desk::vocabulary(),
                      catalogues,  desk::exists, desk::flow_recorder(*desk.feed)};
    std::string ana;
    std::string ben;
};

}  // namespace

TEST_CASE("what one wrote and another approves is the author's version, and the record names both") {
    Press press(GENERATE(values<Kind>(every_store)));
    REQUIRE(press.flows.create(press.desk.org, press.ana, "tea", "Tea", flow_of("tea", "first")));
    const auto first = press.flows.publication(press.desk.org, press.ana, "tea", "", {});
    REQUIRE(first);
    REQUIRE(press.write(first->change));
    CHECK(press.outcome_now() == "first");

    const std::string asked = press.edit(press.ana, "second");
    const auto candidate = press.flows.candidate(press.desk.org, press.ana, "tea", {});
    REQUIRE(candidate);
    CHECK(candidate->base == 1);
    const auto approval = press.flows.approval(
        press.desk.org, {.author = press.ana, .approver = press.ben, .note = "Stronger", .base = 1, .review = "r1"},
        candidate->draft.document);
    REQUIRE(approval);
    CHECK(approval->published.version == 2);
    const bool goes_on = GENERATE(true, false);
    if (goes_on) {
        press.edit(press.ana, "third");
    }
    REQUIRE(press.write(approval->change));
    CHECK(press.outcome_now() == "second");

    {
        const auto reader = press.desk.store->reader();
        const store::OrgReader here = reader->org(press.desk.org);
        const auto version = store::find_version(here, "tea", 2);
        REQUIRE(version);
        CHECK(version->author == press.ana);
        CHECK(version->note == "Stronger");
        // What he has written since is his draft still; what says the same as the version is not needed any more.
        CHECK(store::find_draft(here, "tea", press.ana).has_value() == goes_on);
        const auto entry = desk::list_audit(here, {.object = "flow:tea", .limit = 1}).front();
        CHECK(entry.action == "flow.published");
        CHECK(entry.actor == press.ben);
        CHECK(entry.after.find(press.ana) != std::string::npos);
        CHECK(press.desk.events.back().name == desk::event::flow_published);
    }
    const auto late = press.flows.approval(
        press.desk.org, {.author = press.ana, .approver = press.ben, .note = "", .base = 1}, candidate->draft.document);
    REQUIRE_FALSE(late);
    CHECK(late.error().code == "flow.base_moved");
    CHECK(!asked.empty());
}

TEST_CASE("a draft is thrown away by its author, who has seen it") {
    Press press(GENERATE(values<Kind>(every_store)));
    REQUIRE(press.flows.create(press.desk.org, press.ana, "tea", "Tea", flow_of("tea", "first")));
    const auto discard = [&](const std::string& author, const std::string& etag) {
        const Status done = press.flows.discard_draft(press.desk.org, "tea", author, etag);
        return done ? std::string() : done.error().code;
    };
    const auto draft = press.flows.draft(press.desk.org, "tea", press.ana);
    REQUIRE(draft);
    CHECK(discard(press.ben, draft->etag) == "draft.unknown");
    CHECK(discard(press.ana, "other") == "draft.stale");
    CHECK(discard(press.ana, draft->etag).empty());
    CHECK(discard(press.ana, draft->etag) == "draft.unknown");
    CHECK_FALSE(press.flows.draft(press.desk.org, "tea", press.ana));
}

TEST_CASE("what a flow can reach: whom it calls or starts, whom its events start, and whom these reach") {
    Catalogue catalogue = flowtest::testing::small_centre();
    NodeType caller = *(*catalogue.find("t.order"));
    caller.type = "t.caller";
    FieldSpec flow;
    flow.key = "flow";
    flow.kind = FieldKind::flow;
    FieldSpec queue;
    queue.key = "queue";
    queue.kind = FieldKind::queue;
    caller.settings.fields = {flow, queue};
    catalogue.add(caller);
    const auto published = [&](const std::string& key, const std::string& called, const std::string& on = "api") {
        Value written = flow_of(key, "done",
                                R"(, "call": {"type": "t.caller", "settings": {"flow": ")" + called +
                                    R"(", "queue": {"bind": "where"}}, "next": {"done": "over"}})");
        Map document = written.as_map();
        document.set("trigger", Map{{"on", on}});
        auto one = std::make_shared<PublishedFlow>();
        one->key = key;
        one->document = flow::read(Value(document)).document;
        return one;
    };
    const std::vector<PublishedFlowPtr> all = {published("a", "b"),
                                               published("b", "a"),
                                               published("c", "d"),
                                               published("d", ""),
                                               published("e", "c", "event:tea.made"),
                                               published("f", "a")};
    const auto reach = [&](const PublishedFlowPtr& from) {
        std::string keys;
        for (const PublishedFlowPtr& one : reach_of(from->document, all, catalogue)) {
            keys += one->key;
        }
        return keys;
    };
    CHECK(reach(all[0]) == "ebcd");
    CHECK(reach(all[3]) == "ec");

    const std::vector<Reference> references = references_of(all[0]->document, catalogue);
    REQUIRE(references.size() == 2);
    CHECK(references[0].kind == "flow");
    CHECK(references[0].key == "b");
    CHECK(references[0].pointer == "/nodes/call/settings/flow");
    CHECK(references[1].kind == "binding");
    CHECK(references[1].key == "where");
}

}  // namespace millrace::publish
