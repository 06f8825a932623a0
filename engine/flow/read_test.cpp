#include <catch2/catch.hpp>

#include "engine/flow/document.hpp"
#include "engine/value/json.hpp"

using namespace millrace;

namespace {

const char* const smallest = R"({"format":"millrace.flow/1","key":"k","title":"t","trigger":{"on":"api"},"start":"s",
    "nodes":{"s":{"type":"script.lua","settings":{"code":"return 'done'"},"next":{"done":"w","error":"e"}},
             "w":{"type":"control.wait","settings":{"duration":"1h"},"next":{"done":"e"}},"e":{"type":"control.end"}}})";

// The smallest flow with one member put in its place; null takes it away.
Value with(std::string_view member, std::string_view json) {
    Map flow = json::parse(smallest)->as_map();
    flow.set(member, *json::parse(json));
    return flow;
}

struct Case {
    const char* what;
    const char* member;
    const char* json;
    const char* code;
    const char* pointer;
};

const Case wrong[] = {
    {"no format", "format", "null", "flow.missing_setting", "/format"},
    {"a format of another program", "format", R"("n8n")", "flow.invalid_setting", "/format"},
    {"no key", "key", "null", "flow.missing_setting", "/key"},
    {"an empty key", "key", R"("")", "flow.missing_setting", "/key"},
    {"a key with a blank", "key", R"("my flow")", "flow.invalid_setting", "/key"},
    {"no title", "title", "null", "flow.missing_setting", "/title"},
    {"a title that is a number", "title", "7", "flow.invalid_setting", "/title"},
    {"no trigger", "trigger", "null", "flow.missing_setting", "/trigger"},
    {"a trigger without an event", "trigger", "{}", "flow.missing_setting", "/trigger/on"},
    {"a priority that is text", "trigger", R"({"on":"api","priority":"high"})", "flow.invalid_setting",
     "/trigger/priority"},
    {"an unknown policy", "trigger", R"({"on":"api","if_running":"stop"})", "flow.invalid_setting",
     "/trigger/if_running"},
    {"an input of an unknown type", "input", R"({"n":{"type":"date"}})", "flow.invalid_setting", "/input/n/type"},
    {"an input with a slip", "input", R"({"n":{"requird":true}})", "flow.unknown_setting", "/input/n/requird"},
    {"a variable no expression can name", "variables", R"({"my var":{}})", "flow.invalid_setting", "/variables/my var"},
    {"variables in a list", "variables", "[]", "flow.invalid_setting", "/variables"},
    {"a binding without kind", "bindings", R"({"b":{}})", "flow.missing_setting", "/bindings/b/kind"},
    {"no start", "start", "null", "flow.missing_setting", "/start"},
    {"no nodes", "nodes", "null", "flow.missing_setting", "/nodes"},
    {"nodes in a list", "nodes", "[]", "flow.invalid_setting", "/nodes"},
    {"a node that is text", "nodes", R"({"s":"end"})", "flow.invalid_setting", "/nodes/s"},
    {"a node without type", "nodes", R"({"s":{}})", "flow.missing_setting", "/nodes/s/type"},
    {"a node's id with a dash", "nodes", R"({"a-b":{"type":"x"}})", "flow.invalid_setting", "/nodes/a-b"},
    {"a wire to a number", "nodes", R"({"s":{"type":"x","next":{"ok":7}}})", "flow.invalid_setting",
     "/nodes/s/next/ok"},
    {"an output's name that needs escaping", "nodes", R"({"s":{"type":"x","next":{"a/b":7}}})", "flow.invalid_setting",
     "/nodes/s/next/a~1b"},
    {"settings in a list", "nodes", R"({"s":{"type":"x","settings":[]}})", "flow.invalid_setting", "/nodes/s/settings"},
    {"a commit after", "nodes", R"({"s":{"type":"x","commit":"after"}})", "flow.invalid_setting", "/nodes/s/commit"},
    {"a member of a node nobody knows", "nodes", R"({"s":{"type":"x","color":"red"}})", "flow.unknown_setting",
     "/nodes/s/color"},
    {"a hook without target", "hooks", R"([{"on":"x"}])", "flow.missing_setting", "/hooks/0/to"},
    {"a hook with a slip", "hooks", R"([{"on":"x","to":"s","repeet":true}])", "flow.unknown_setting",
     "/hooks/0/repeet"},
    {"hooks in an object", "hooks", "{}", "flow.invalid_setting", "/hooks"},
    {"an on_error that is a list", "on_error", "[]", "flow.invalid_setting", "/on_error"},
    {"a member nobody knows", "colour", "1", "flow.unknown_setting", "/colour"},
    {"a point with three numbers", "layout", R"({"nodes":{"s":[1,2,3]}})", "flow.invalid_setting", "/layout/nodes/s"},
    {"a group without id", "layout", R"({"groups":[{"title":"x"}]})", "flow.missing_setting", "/layout/groups/0/id"},
    {"a note nowhere", "layout", R"({"notes":[{"id":"n","text":"x"}]})", "flow.invalid_setting", "/layout/notes/0/at"},
};

}  // namespace

TEST_CASE("the smallest flow is read without a problem") {
    const flow::Reading reading = flow::read_text(smallest);
    REQUIRE(reading.problems.empty());
    const flow::Document& document = reading.document;
    CHECK(document.key == "k");
    CHECK(document.trigger.on == "api");
    CHECK(document.start == "s");
    REQUIRE(document.nodes.size() == 3);
    CHECK(document.nodes[0].id == "e");
    REQUIRE(document.node("s") != nullptr);
    CHECK(document.node("s")->wire("done")->target == "w");
    CHECK(document.node("s")->wire("sent") == nullptr);
    CHECK(document.node("w")->settings["duration"] == Value("1h"));
    CHECK(document.node("x") == nullptr);
}

TEST_CASE("whatever is wrong with a member is a problem with a code, a place and a way out") {
    for (const Case& one : wrong) {
        INFO(one.what);
        const flow::Reading reading = flow::read(with(one.member, one.json));
        REQUIRE(reading.problems.size() == 1);
        const Problem& problem = reading.problems.front();
        CHECK(problem.code == one.code);
        CHECK(problem.pointer == one.pointer);
        CHECK(problem.severity == Severity::error);
        CHECK(problem.message.find("expected ") == 0);
        CHECK(problem.message.find(" but ") != std::string::npos);
        CHECK(!problem.fix.empty());
    }
}

TEST_CASE("all problems of a document come at once, and what can be understood is kept") {
    const auto reading = flow::read_text(
        R"({"format":"millrace.flow/1","key":"K!","title":"t","trigger":{"on":"api","wen":"x"},"start":"s",
            "nodes":{"s":{"type":"control.end","nxt":{}}},"hooks":[{"to":"s"}]})");
    CHECK(reading.problems.size() == 4);
    CHECK(reading.document.start == "s");
    CHECK(reading.document.nodes.size() == 1);
    CHECK(reading.document.hooks.size() == 1);
}

TEST_CASE("a problem inside a node names the node") {
    const auto reading = flow::read(with("nodes", R"({"s":{"type":"x","nxt":{}}})"));
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].node == "s");
    CHECK(reading.problems[0].fix == "Did you mean `next`?");
}

TEST_CASE("a node that is written twice is named") {
    const auto reading = flow::read_text(R"({"nodes":{"a":{"type":"x"},"a":{"type":"y"}}})");
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "flow.duplicate_id");
    CHECK(reading.problems[0].node == "a");
    CHECK(reading.problems[0].pointer == "/nodes/a");
}

TEST_CASE("a member that is written twice elsewhere keeps the parser's code") {
    const auto reading = flow::read_text(R"({"nodes":{"a":{"type":"x","type":"y"}}})");
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "json.duplicate_key");
}

TEST_CASE("text that is no JSON is one problem") {
    const auto reading = flow::read_text("{");
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "json.malformed");
}

TEST_CASE("a flow that is no object is one problem") {
    const auto reading = flow::read_text("[1]");
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "flow.invalid_setting");
    CHECK(reading.problems[0].pointer.empty());
}

TEST_CASE("nesting beyond the limit is refused, from text and from values") {
    const std::string text = std::string(100'000, '[') + std::string(100'000, ']');
    auto reading = flow::read_text(text);
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "flow.too_deep");

    Value deep = 1;
    for (int i = 0; i < 100; ++i) {
        deep = List{deep};
    }
    Map flow = json::parse(smallest)->as_map();
    flow.set("layout", deep);
    reading = flow::read(flow);
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "flow.too_deep");
}

TEST_CASE("a document over the limit is refused") {
    const auto reading = flow::read_text("\"" + std::string((1u << 20) + 1, 'x') + "\"");
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "flow.too_large");
}

TEST_CASE("2,000 nodes are read, 2,001 are refused") {
    Map nodes;
    for (std::size_t i = 0; i < flow::nodes_max; ++i) {
        nodes.set("n" + std::to_string(i), Map{{"type", "control.end"}});
    }
    Map flow = json::parse(smallest)->as_map();
    flow.set("nodes", nodes);
    CHECK(flow::read(flow).problems.empty());
    nodes.set("one_more", Map{{"type", "control.end"}});
    flow.set("nodes", nodes);
    const auto reading = flow::read(flow);
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].code == "flow.too_large");
    CHECK(reading.problems[0].pointer == "/nodes");
}
