#include <catch2/catch.hpp>

#include "engine/script/chunk.hpp"
#include "engine/script/limits.hpp"

using namespace millrace;
using namespace millrace::script;

namespace {

std::string refusal(const std::string& source) {
    const Result<SourceFacts> facts = scan(source);
    return facts ? "accepted" : facts.error().code + " " + facts.error().message;
}

SourceFacts facts_of(const std::string& source) {
    const Result<SourceFacts> facts = scan(source);
    REQUIRE(facts);
    return *facts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a script with a mistake is refused with its line") {
    const Result<ChunkPtr> chunk = Chunk::compile("local a = 1\nlocal b = = 2\n");
    REQUIRE_FALSE(chunk);
    CHECK(chunk.error().code == "script.invalid");
    CHECK(chunk.error().message == "line 2: unexpected symbol near '='");
}

TEST_CASE("lines are true in an inline script too, although ctx comes before it") {
    const Result<ChunkPtr> chunk = Chunk::compile("x = = 1", Chunk::Shape::body);
    REQUIRE_FALSE(chunk);
    CHECK(chunk.error().message == "line 1: unexpected symbol near '='");
}

TEST_CASE("a script of 64 KiB is compiled and one byte more is not") {
    const std::string fits = "--" + std::string(source_bytes_max - 2, 'x');
    CHECK(Chunk::compile(fits));
    const Result<ChunkPtr> chunk = Chunk::compile(fits + "x");
    REQUIRE_FALSE(chunk);
    CHECK(chunk.error() == Error{"script.limit", "source: expected at most 64 KiB but there are 65537 bytes"});
}

TEST_CASE("every chunk has an id of its own, also for the same source") {
    CHECK((*Chunk::compile("return 1"))->id() != (*Chunk::compile("return 1"))->id());
}

TEST_CASE("the gate says what it does not let in, and where") {
    CHECK(refusal("local a\nlocal b <close> = nil") ==
          "script.invalid line 2: expected a plain local variable but it has an attribute: <close> and <const> are not "
          "offered");
    CHECK(refusal("\n\n_ENV = {}") ==
          "script.invalid line 3: expected a script without _ENV: it cannot be renamed or replaced");
    CHECK(refusal("\x1bLua") == "script.invalid line 1: expected text but this is a compiled chunk");
    CHECK(refusal("return '\xff'") == "script.invalid line 1: expected UTF-8 text but some bytes are not");
    CHECK(refusal("x = 'a\nb'") == "script.invalid line 1: expected the end of a text but the line ends");
    CHECK(refusal("--[==[ \n ]=]") ==
          "script.invalid line 1: expected the end of a long text or comment but there is none");
    CHECK(refusal(std::string(101, '(')) == "script.invalid line 1: expected at most 100 levels of nesting");
}

TEST_CASE("what only looks forbidden is let in") {
    CHECK(refusal("local a = 1 < 2") == "accepted");
    CHECK(refusal("local close, const = 1, 2 return close < const") == "accepted");
    CHECK(refusal("-- local x <close> and _ENV, in a comment") == "accepted");
    CHECK(refusal("return 'local x <close> _ENV', [[ _ENV ]]") == "accepted");
    CHECK(refusal("local function f() return function() end end") == "accepted");
    std::string many;
    for (int i = 0; i < 500; ++i) {
        many += "if x then for i = 1, 2 do while y do repeat f({[1] = (2)}) until z end end end\n";
    }
    CHECK(refusal(many) == "accepted");  // one after another is not inside one another
}

TEST_CASE("what a script may wait for is read from its source") {
    CHECK(facts_of("return 'done'").signals.empty());
    CHECK_FALSE(facts_of("return 'done'").waits);

    const SourceFacts one = facts_of(R"(return ctx.wait_for("queue.left", { within = "5m" }))");
    CHECK(one.waits);
    CHECK(one.signals == Texts{"queue.left"});
    CHECK(facts_of(R"(ctx.wait_for({ "b.done", "a.done" }))").signals == Texts{"a.done", "b.done"});
    CHECK(facts_of(R"(ctx.wait_for({ "a.done", }))").signals == Texts{"a.done"});
    CHECK(facts_of(R"(ctx.wait_for_event("order.paid", { key = id }))").signals == Texts{"order.paid"});
    CHECK(facts_of(R"(ctx.ask("Who?"))").signals == Texts{"message.received"});
    CHECK(facts_of(R"(ctx.http.get(url))").signals == Texts{"http.replied"});
    CHECK(facts_of(R"(ctx.wait("5m"))").signals.empty());
    CHECK(facts_of(R"(ctx.wait("5m"))").waits);
}

TEST_CASE("a name that is worked out may be any name") {
    CHECK(facts_of(R"(ctx.wait_for(name))").signals == Texts{"*"});
    CHECK(facts_of(R"(ctx.wait_for("a" .. b))").signals == Texts{"*"});
    CHECK(facts_of(R"(ctx.wait_for({ "a", b }))").signals == Texts{"*", "a"});
    CHECK(facts_of(R"(local wait = ctx.wait_for wait("x"))").signals == Texts{"*"});
}

TEST_CASE("what a script sets, and whether it speaks, is read from its source") {
    CHECK(facts_of("ctx.vars.order = 1 ctx.vars['total'] = 2 local x = ctx.vars.tries").sets ==
          Texts{"order", "total"});
    CHECK(facts_of("ctx.vars.a.b = 1").sets.empty());
    CHECK(facts_of("ctx.send('Hello')").talks);
    CHECK(facts_of("ctx.effect('message.send', {})").talks);
    CHECK_FALSE(facts_of("ctx.effect('conversation.tag', {})").talks);
}
