// What is different between two flows, in the words of those who draw them.

#include <catch2/catch.hpp>

#include "engine/flow/diff.hpp"
#include "engine/value/json.hpp"

namespace millrace::flow {
namespace {

Document document(const std::string& members, const std::string& more = "") {
    const std::string trigger =
        more.find("\"trigger\"") == std::string::npos ? R"("trigger":{"on":"api"},)" : std::string();
    const Reading reading = read_text(R"({"format":"millrace.flow/1","key":"k","title":"t","start":"a",)" + trigger +
                                      R"("nodes":{)" + members + "}" + more + "}");
    INFO((reading.problems.empty() ? members : reading.problems.front().message));
    REQUIRE(reading.problems.empty());
    return reading.document;
}

// "kind what pointer", one to a line.
std::string said(const Document& before, const Document& after) {
    std::string text;
    for (const Change& change : diff(before, after)) {
        text += change.kind + " " + change.what + " " + change.pointer + "\n";
    }
    return text;
}

const std::string menu =
    R"("a":{"type":"m","settings":{"text":"Hi","options":["x",{"value":"y","label":"Y"}],"deep":{"n":1}},"next":{"x":"e","y":"e"}})";
const std::string end = R"(,"e":{"type":"control.end"})";

}  // namespace

TEST_CASE("the same flow differs in nothing, wherever its boxes stand and however it is written") {
    const Document one = document(menu + end, R"(,"layout":{"nodes":{"a":[1,2]}})");
    const Document other =
        document(R"("e":{"type":"control.end","settings":{}},)" + menu, R"(,"trigger":{"on":"api"})");
    CHECK(said(one, other).empty());
}

TEST_CASE("nodes, wires and settings: each change has its place") {
    const Document before = document(menu + end);
    const auto after = [&](const std::string& members) { return document(members); };
    CHECK(
        said(before,
             after(R"("a":{"type":"m","title":"Ask","settings":{"text":"Ho","options":["x",{"value":"y","label":"Z"}],)"
                   R"("deep":{"n":2,"m":1}},"next":{"x":"a","z":"e"}},"f":{"type":"control.end"})")) ==
        "changed node /nodes/a/title\n"
        "added setting /nodes/a/settings/deep/m\n"
        "changed setting /nodes/a/settings/deep/n\n"
        "changed setting /nodes/a/settings/options/y\n"
        "changed setting /nodes/a/settings/text\n"
        "changed wire /nodes/a/next/x\n"
        "removed wire /nodes/a/next/y\n"
        "added wire /nodes/a/next/z\n"
        "removed node /nodes/e\n"
        "added node /nodes/f\n");
    // In another order: moved, and one that is new.
    const Document reordered = after(
        R"("a":{"type":"m","settings":{"text":"Hi","options":[{"value":"y","label":"Y"},"x","w"],"deep":{"n":1}},"next":{"x":"e","y":"e"}})" +
        end);
    const std::vector<Change> changes = diff(before, reordered);
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].kind == "added");
    CHECK(changes[0].pointer == "/nodes/a/settings/options/w");
    CHECK(changes[1].kind == "moved");
    CHECK(json::dump(*changes[1].before) == R"(["x","y"])");
    CHECK(json::dump(*changes[1].after) == R"(["y","x","w"])");
    // A literal that becomes an expression is one value.
    CHECK(
        said(before,
             after(R"("a":{"type":"m","settings":{"text":{"expr":"vars.x"},"options":["x",{"value":"y","label":"Y"}],)"
                   R"("deep":{"n":1}},"next":{"x":"e","y":"e"}})" +
                   end)) == "changed setting /nodes/a/settings/text\n");
}

TEST_CASE("variables, bindings, trigger, hooks and the flow itself") {
    const Document before = document(
        menu + end,
        R"(,"variables":{"v":{"type":"string"},"w":{}},"bindings":{"b":{"kind":"queue"}},"hooks":[{"on":"x.y","to":"e"},{"on":"y.z","to":"e"}])");
    const Document after = document(
        menu + end,
        R"(,"description":"d","trigger":{"on":"conversation.started"},"input":{"i":{"type":"string"}},"variables":{"v":{"type":"integer"}},)"
        R"("bindings":{"c":{"kind":"queue"}},"hooks":[{"on":"y.z","to":"e"},{"on":"x.y","to":"a"},{"on":"n.n","to":"e"}],"on_error":"e")");
    CHECK(said(before, after) ==
          "changed flow /description\n"
          "changed flow /on_error\n"
          "changed trigger /trigger/on\n"
          "added variable /input/i\n"
          "changed variable /variables/v\n"
          "removed variable /variables/w\n"
          "removed binding /bindings/b\n"
          "added binding /bindings/c\n"
          "changed hook /hooks/1\n"
          "added hook /hooks/2\n"
          "moved hook /hooks\n");
    CHECK(
        json::dump(show(diff(before, after)[4])) ==
        R"({"after":{"type":"integer"},"before":{"type":"string"},"kind":"changed","pointer":"/variables/v","what":"variable"})");
}

}  // namespace millrace::flow
