#include <catch2/catch.hpp>

#include "engine/flow/document.hpp"
#include "engine/value/json.hpp"

using namespace millrace;

namespace {

const char* const everything = R"({
  "title": "Everything", "key": "everything", "format": "millrace.flow/1", "description": "All members.",
  "trigger": {"on": "conversation.started", "when": "channel.kind == 'web'", "priority": 3, "if_running": "replace"},
  "input": {"order": {"type": "string", "required": true}, "any": {}},
  "variables": {"tries": {"type": "integer", "default": 0}, "free": {}},
  "bindings": {"desk": {"kind": "queue"}},
  "start": "b",
  "nodes": {
    "b": {"type": "t", "title": "B", "note": "why", "settings": {"x": [1, 2.5, {"expr": "vars.tries"}]},
          "next": {"z": "a", "a": "b"}, "commit": "before"},
    "a": {"type": "control.end"}
  },
  "hooks": [{"on": "x.happened", "when": "true", "to": "a", "repeat": true}, {"on": "y.happened", "to": "b"}],
  "on_error": "a", "on_cancel": "a",
  "layout": {"nodes": {"a": [1, 2]}, "groups": [{"id": "g", "title": "G", "nodes": ["a"]}],
             "notes": [{"id": "n", "text": "hello", "at": [0, 0]}]}
})";

flow::Document document(std::string_view text) {
    flow::Reading reading = flow::read_text(text);
    REQUIRE(reading.problems.empty());
    return std::move(reading.document);
}

}  // namespace

TEST_CASE("nothing of a flow is lost between reading and writing") {
    const Value original = *json::parse(everything);
    CHECK(flow::write(document(everything)) == original);
}

TEST_CASE("what was written reads back and writes the same bytes") {
    const std::string once = json::dump(flow::write(document(everything)));
    CHECK(json::dump(flow::write(document(once))) == once);
}

TEST_CASE("the same flow in another order and with its defaults spelt out gives the same bytes") {
    const auto plain = document(R"({"format":"millrace.flow/1","key":"k","title":"t","trigger":{"on":"api"},
        "start":"e","nodes":{"e":{"type":"control.end"}},"hooks":[{"on":"a.b","to":"e"}]})");
    const auto wordy = document(R"({"nodes":{"e":{"next":{},"settings":{},"type":"control.end","title":""}},
        "hooks":[{"to":"e","repeat":false,"on":"a.b","when":""}],"start":"e","description":"",
        "trigger":{"priority":0,"if_running":"signal","on":"api"},"variables":{},"input":{},"bindings":{},
        "title":"t","key":"k","format":"millrace.flow/1","layout":{}})");
    CHECK(json::dump(flow::write(plain)) == json::dump(flow::write(wordy)));
    CHECK(flow::hash(plain) == flow::hash(wordy));
}

TEST_CASE("moving a box changes no hash") {
    flow::Document moved = document(everything);
    const std::string before = flow::hash(moved);
    moved.layout = *json::parse(R"({"nodes":{"a":[100,200]}})");
    CHECK(flow::hash(moved) == before);
    CHECK(before.size() == 64);
}

TEST_CASE("every change of the logic changes the hash") {
    const flow::Document original = document(everything);
    const std::string before = flow::hash(original);
    const auto differs = [&](auto&& change) {
        flow::Document changed = original;
        change(changed);
        return flow::hash(changed) != before;
    };
    CHECK(differs([](flow::Document& d) { d.title += "!"; }));
    CHECK(differs([](flow::Document& d) { d.trigger.priority = 4; }));
    CHECK(differs([](flow::Document& d) { d.input[0].required = !d.input[0].required; }));
    CHECK(differs([](flow::Document& d) { d.variables[1].default_value = Value(1); }));
    CHECK(differs([](flow::Document& d) { d.nodes[1].commit_before = false; }));
    CHECK(differs([](flow::Document& d) { d.nodes[1].next[0].target = "a"; }));
    CHECK(differs([](flow::Document& d) { d.hooks[0].repeat = false; }));
    CHECK(differs([](flow::Document& d) { d.on_cancel = "b"; }));
}
