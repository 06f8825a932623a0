// Whatever a document holds, reading, checking and compiling it end with an answer; and what the check lets pass
// compiles.

#include <catch2/catch.hpp>

#include <random>

#include "engine/check/check.hpp"
#include "engine/node/testing/tiny_nodes.hpp"
#include "engine/value/json.hpp"

using namespace millrace;

namespace {

// Draws documents from the words of flows: mostly sensible, seldom right.
class Dice {
public:
    explicit Dice(std::uint32_t seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return random_() % n; }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class T>
    const T& any_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

    Value document() {
        Map nodes;
        const std::size_t count = 1 + below(8);
        for (std::size_t i = 0; i < count; ++i) {
            nodes.set("n" + std::to_string(i), i + 1 < count ? node(i, count) : Value(Map{{"type", "tiny.end"}}));
        }
        Map document{{"format", "millrace.flow/1"}, {"key", "k"}, {"title", "t"}, {"start", "n0"}, {"nodes", nodes}};
        document.set(
            "trigger",
            Map{{"on", any_of<std::string>({"api", "api", "api", "event:x", "schedule", "conversation.closed"})}});
        if (!one_in(4)) {
            document.set("variables", Map{{"x", Map{{"type", "integer"}, {"default", one_in(8) ? value(2) : Value(3)}}},
                                          {"y", Map{}}});
        }
        if (one_in(3)) {
            document.set("hooks", List{Map{{"on", "thing.ended"}, {"to", id(count)}, {"when", source()}}});
        }
        if (one_in(10)) {
            document.set("on_error", id(count));
            document.set("on_cancel", id(count));
        }
        if (!one_in(4)) {
            document.set("bindings",
                         Map{{"desk", Map{{"kind", any_of<std::string>({"queue", "url", "team", "none"})}}}});
        }
        if (one_in(10)) {
            document.set(any_of<std::string>({"nodes", "start", "trigger", "hooks", "input", "layout", "more"}),
                         value(3));
        }
        return document;
    }

private:
    std::string id(std::size_t count) { return "n" + std::to_string(below(count + (one_in(30) ? 1 : 0))); }

    // Most nodes lead to the one after them, so that much is reachable.
    Value node(std::size_t index, std::size_t count) {
        static const Catalogue types = tiny::catalogue();
        const NodeTypePtr type = any_of(types.all());
        Map settings;
        for (const FieldSpec& field : type->settings.fields) {
            if (field.required ? !one_in(40) : one_in(3)) {
                settings.set(field.key, one_in(40) ? value(2) : setting(field, count));
            }
        }
        Map next;
        const std::string after = "n" + std::to_string(index + 1);
        for (const Output& output : type->outputs) {
            if (!one_in(30)) {
                next.set(output.key, one_in(4) ? id(count) : after);
            }
        }
        for (std::size_t i = type->outputs_from == OutputsFrom::fixed ? 0 : 1 + below(3); i > 0; --i) {
            next.set(any_of<std::string>({"left", "right"}), one_in(3) ? id(count) : after);
        }
        return Map{{"type", type->type}, {"settings", settings}, {"next", next}};
    }

    Value setting(const FieldSpec& field, std::size_t count) {
        if (field.key == "join") {
            return id(count);
        }
        if (one_in(12)) {
            return one_in(2) ? Value(Map{{"expr", source()}}) : Value(Map{{"bind", "desk"}});
        }
        switch (field.kind) {
            case FieldKind::text:
                return "Hello {{" + source() + "}}";
            case FieldKind::integer:
                return static_cast<std::int64_t>(below(5));
            case FieldKind::duration:
                return "90s";
            case FieldKind::expression:
                return source();
            case FieldKind::variable:
                return any_of<std::string>({"x", "y", "z"});
            case FieldKind::url:
                return "https://example.org";
            case FieldKind::code:
                return "ctx.vars.z = 1 return 'left'";
            case FieldKind::choice:
                return field.choices.front().value;
            case FieldKind::queue:
                return "sales";
            case FieldKind::flow:
                return one_in(2) ? "k" : "other";
            case FieldKind::list:
                return List{"left", Map{{"value", "right"}, {"label", value(1)}}};
            case FieldKind::map:
                return Map{{"x", setting(field.element.front(), count)}, {"z", setting(field.element.front(), count)}};
            default:
                return value(2);
        }
    }

    std::string source() {
        if (!one_in(4)) {
            return any_of<std::string>({"vars.x", "vars.x + 1", "contact.name", "vars.x > 2", "event.input.y"});
        }
        return any_of<std::string>({"vars.x", "vars.y + 1", "vars.z", "node.n1.x", "node[vars.x]", "contact.name",
                                    "contact.nmae", "1 +", "'text'", "lower(vars.x)", "event.input.y", "true", "",
                                    "vars", "#vars.list > 2 and vars.q"});
    }

    Value value(int depth) {
        switch (below(depth == 0 ? 5 : 8)) {
            case 0:
                return {};
            case 1:
                return one_in(2);
            case 2:
                return static_cast<std::int64_t>(below(100)) - 50;
            case 3:
                return 0.5;
            case 4:
                return any_of<std::string>({"", "n1", "x", "{{", "{{vars.x}}", "a/b~c"});
            case 5:
                return List{value(depth - 1), value(depth - 1)};
            case 6:
                return Map{{"expr", value(depth - 1)}};
            default:
                return Map{{"type", value(depth - 1)}, {"n1", value(depth - 1)}};
        }
    }

    std::mt19937 random_;
};

}  // namespace

TEST_CASE("no document harms the reader, the check or the compiler, and what passes the check compiles") {
    const Catalogue types = tiny::catalogue();
    const Vocabulary words = tiny::vocabulary();
    checks::World world;
    world.catalogue = &types;
    world.vocabulary = &words;
    world.exists = [](std::string_view, std::string_view key) { return key == "sales"; };
    int passed = 0;
    for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
        INFO("seed " << seed);
        const Value written = Dice(seed).document();
        const flow::Reading reading = flow::read(written);
        const Problems problems = checks::check(reading, world);
        const std::string bytes = json::dump(flow::write(reading.document));
        if (reading.problems.empty()) {
            CHECK(json::dump(flow::write(flow::read_text(bytes).document)) == bytes);
        }
        const auto compiled = compile(reading.document, types, words);
        if (!checks::blocks_publish(problems)) {
            ++passed;
            INFO(bytes);
            REQUIRE(compiled.ok());
        }
        if (!compiled) {
            CHECK(checks::blocks_publish(problems));
            CHECK(!compiled.error().code.empty());
        }
    }
    CHECK(passed > 100);
}
