// A script is tried out before it stands in a flow: what it would do, and nothing is done.

#include "runtime/flowtest/try_script.hpp"

#include <catch2/catch.hpp>

#include "engine/script/node.hpp"
#include "runtime/flowtest/testing/small_centre.hpp"

namespace millrace::flowtest {
namespace {

ScriptOutcome attempt(std::string code, std::vector<std::string> wired = {"done"}, Facts facts = {}) {
    static const Catalogue catalogue = [] {
        Catalogue made = testing::small_centre();
        made.add(script::inline_script());
        return made;
    }();
    World world;
    world.catalogue = &catalogue;
    return try_script({std::move(code), std::move(wired), std::move(facts)}, world);
}

}  // namespace

TEST_CASE("a trial says how the script left, and what it set and logged") {
    Facts facts;
    facts.input = Map{{"price", 20}, {"count", 6}, {"old", true}, {"same", "x"}};
    facts.contact = Map{{"name", "Ana"}};
    facts.event = Map{{"text", "hello"}};
    const ScriptOutcome outcome = attempt(R"(
        ctx.vars.total = ctx.vars.price * ctx.vars.count
        ctx.vars.old = nil
        ctx.vars.same = "x"
        ctx.log("for", ctx.contact.name, ctx.event.text)
        ctx.log("on " .. ctx.channel.kind)
        return ctx.vars.total > 100 and "much" or "little")",
                                          {"much", "little"}, facts);
    CHECK_FALSE(outcome.fault);
    CHECK(outcome.output == "much");
    CHECK(outcome.vars == Map{{"price", 20}, {"count", 6}, {"same", "x"}, {"total", 120}});
    CHECK(outcome.sets["total"] == Value(120));
    CHECK(outcome.sets.find("same") == nullptr);
    CHECK(outcome.logs == std::vector<std::string>{"for Ana hello", "on webchat"});
    CHECK_FALSE(outcome.waits);
}

TEST_CASE("what it asks for is told and not done") {
    const ScriptOutcome outcome = attempt(R"(
        ctx.effect("conversation.tag", { tag = "vip" })
        ctx.emit("order.paid", { amount = 30 }, { key = "o7" })
        return "done")");
    REQUIRE(outcome.asks.size() == 2);
    CHECK(outcome.asks[0].effect == "conversation.tag");
    CHECK(outcome.asks[0].payload["tag"] == Value("vip"));
    CHECK(outcome.asks[1].effect == "event.emit");
    CHECK(outcome.output == "done");
}

TEST_CASE("where it waits, the trial ends: for what, and until when") {
    const ScriptOutcome asked = attempt(R"(
        ctx.vars.before = 1
        local size = ctx.ask("Which size?", { within = "2m", options = { "small" } })
        ctx.log("never here")
        return "done")");
    CHECK_FALSE(asked.fault);
    CHECK_FALSE(asked.output);
    CHECK(asked.waits);
    CHECK(asked.waits_for == std::vector<std::string>{"message.received"});
    CHECK(asked.until == Facts{}.now + minutes(2));
    REQUIRE(asked.asks.size() == 1);
    CHECK(asked.asks[0].effect == "message.send");
    CHECK(asked.logs.empty());
    CHECK(asked.sets.empty());  // variables are written when a script returns

    const ScriptOutcome called =
        attempt(R"(ctx.http.post("https://shop.example/orders", { json = { n = 1 } }) return "done")");
    CHECK(called.waits_for == std::vector<std::string>{"http.replied"});
    REQUIRE(called.asks.size() == 1);
    CHECK(called.asks[0].effect == "http.request");
    CHECK(called.asks[0].payload["method"] == Value("POST"));

    const ScriptOutcome slept = attempt("ctx.wait('90s') return 'done'");
    CHECK(slept.waits);
    CHECK(slept.waits_for.empty());
    CHECK(slept.until == Facts{}.now + seconds(90));
}

TEST_CASE("a mistake has its line, whether it is found by the compiler or by running into it") {
    const ScriptOutcome broken = attempt("return 'done'\nreturn 'again'");
    REQUIRE(broken.fault);
    CHECK(broken.fault->code == "script.invalid");
    CHECK(broken.fault->line == 2);

    const ScriptOutcome thrown = attempt("local a = 1\nerror('no number')");
    REQUIRE(thrown.fault);
    CHECK(thrown.fault->code == "script.failed");
    CHECK(thrown.fault->line == 2);
    CHECK(thrown.fault->message == "no number");
    CHECK_FALSE(thrown.output);

    const ScriptOutcome caught = attempt("error('no number')", {"done", "error"});
    CHECK(caught.fault);
    CHECK(caught.output == "error");

    const ScriptOutcome nowhere = attempt("return 'elsewhere'");
    REQUIRE(nowhere.fault);
    CHECK(nowhere.fault->code == "script.unknown_output");
}

TEST_CASE("all limits hold in a trial") {
    const ScriptOutcome endless = attempt("local n = 0\nwhile true do n = n + 1 end");
    REQUIRE(endless.fault);
    CHECK(endless.fault->code == "script.limit");
    CHECK(endless.fault->line == 2);
    CHECK(endless.instructions == 5'000'000);

    const ScriptOutcome fat = attempt("local t = {} for i = 1, 1e7 do t['k' .. i] = i end return 'done'");
    REQUIRE(fat.fault);
    CHECK(fat.fault->code == "script.limit");

    const ScriptOutcome reaches_out = attempt("return os.time() and 'done'");
    REQUIRE(reaches_out.fault);
    CHECK(reaches_out.fault->code == "script.failed");

    std::string chatty = "for i = 1, 1000 do ctx.log(i) end return 'done'";
    CHECK(attempt(chatty).logs.size() == 200);
}

TEST_CASE("a trial leaves nothing behind for the next") {
    attempt("leaked = 42 return 'done'");
    const ScriptOutcome next = attempt("ctx.log(tostring(leaked)) return 'done'");
    CHECK(next.logs == std::vector<std::string>{"nil"});
}

}  // namespace millrace::flowtest
