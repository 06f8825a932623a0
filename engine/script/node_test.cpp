#include <catch2/catch.hpp>

#include "engine/script/fake_context.hpp"
#include "engine/script/node.hpp"
#include "engine/value/json.hpp"

using namespace millrace;
using namespace millrace::script;

namespace {

const char* const vip_queue = R"(
local node = {
  type    = "routing.vip_enqueue",
  title   = "VIP queue",
  outputs = { answered = "An agent took the conversation.", gave_up = "Nobody took it in time." },
  settings = {
    { key = "queue",    kind = "queue",    label = "Queue", required = true },
    { key = "patience", kind = "duration", label = "Give up after", default = "5m" },
  },
}

function node.enter(settings, ctx)
  local priority = ctx.vars.customer_tier == "gold" and "urgent" or "normal"
  return ctx.wait_for("conversation.assigned", {
    holding = { ["queue.join"] = { queue = settings.queue, priority = priority } },
    within = settings.patience,
  })
end

function node.resume(settings, signal, ctx)
  if signal.name == "conversation.assigned" then
    return ctx.leave_by("answered", { agent = signal.agent })
  elseif signal.name == "queue.left" then
    return ctx.leave_by("gave_up")
  end
  return ctx.wait_for({ "queue.left", "conversation.assigned" }, { asking = { ["queue.leave"] = {} } })
end

return node
)";

NodeType loaded(const std::string& source) {
    NodeFile file = load_node_type(source);
    for (const Error& problem : file.problems) {
        UNSCOPED_INFO(problem.code << " " << problem.pointer << " " << problem.message);
    }
    REQUIRE(file.ok());
    return file.type;
}

// A node of enter and resume around one function body.
NodeType entering(const std::string& body, const std::string& resume = "return 'done'") {
    return loaded(
        "return { type = 'test.node', title = 'Test', outputs = { done = 'Done.' },\n"
        "enter = function(settings, ctx) " +
        body +
        " end,\n"
        "resume = function(settings, signal, ctx) " +
        resume + " end }");
}

Step enter(const NodeType& type, const FakeContext& context, const Value& settings = Map{}) {
    return type.behavior->enter(type.behavior->prepare(settings).get(), context);
}
Step resume(const NodeType& type, const Signal& signal, const FakeContext& context, const Value& settings = Map{}) {
    return type.behavior->resume(type.behavior->prepare(settings).get(), signal, context);
}

std::string written(const std::vector<std::pair<String, Value>>& pairs) {
    Map map;
    for (const auto& [name, value] : pairs) {
        map.set(name, value);
    }
    return json::dump(map);
}
std::string written(const std::vector<Effect>& effects) {
    List list;
    for (const Effect& effect : effects) {
        list.push(List{effect.name, effect.payload});
    }
    return json::dump(list);
}

std::vector<std::string> problems_of(const std::string& source) {
    std::vector<std::string> lines;
    for (const Error& problem : load_node_type(source).problems) {
        lines.push_back(problem.code + " " + problem.pointer + ": " + problem.message);
    }
    return lines;
}
std::vector<std::string> problems_in(const std::string& members) {
    return problems_of(
        "return { type = 'test.node', title = 'Test', outputs = { done = 'Done.' }, "
        "run = function() end, " +
        members + " }");
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a node type written in Lua reads like one written in C++") {
    const NodeType type = loaded(vip_queue);
    CHECK(type.type == "routing.vip_enqueue");
    CHECK(type.category == "routing");
    CHECK(type.title == "VIP queue");
    REQUIRE(type.outputs.size() == 2);
    CHECK(type.outputs[0].key == "answered");
    CHECK(type.outputs[0].kind == OutputKind::ok);
    CHECK(type.outputs[0].title == "An agent took the conversation.");
    REQUIRE(type.settings.fields.size() == 2);
    CHECK(type.settings.fields[0].kind == FieldKind::queue);
    CHECK(type.settings.fields[0].required);
    CHECK(type.settings.fields[1].default_value == Value("5m"));
    CHECK(type.waits == Waits::maybe);
    CHECK(type.signals == Lines{"conversation.assigned", "queue.left"});
    CHECK(type.source == vip_queue);
    CHECK(type.source_hash.size() == 64);
}

TEST_CASE("a gold customer is queued in front and the hold is released by the engine") {
    const NodeType type = loaded(vip_queue);
    FakeContext context;
    context.vars.set("customer_tier", "gold");
    const Value settings = Map{{"queue", "sales"}, {"patience", "5m"}};

    Step step = enter(type, context, settings);
    CHECK(step.kind == Step::Kind::wait);
    CHECK(step.signals == std::vector<String>{"conversation.assigned"});
    CHECK(written(step.holds) == R"([["queue.join",{"priority":"urgent","queue":"sales"}]])");
    CHECK(step.due == context.now() + minutes(5));
    CHECK(step.variables.empty());

    step = resume(type, Signal{"timer.fired", Map{}}, context, settings);
    CHECK(step.kind == Step::Kind::wait);
    CHECK(step.signals == std::vector<String>{"queue.left", "conversation.assigned"});
    CHECK(written(step.effects) == R"([["queue.leave",{}]])");
    CHECK_FALSE(step.due.has_value());

    step = resume(type, Signal{"conversation.assigned", Map{{"agent", "ana"}}}, context, settings);
    CHECK(step.kind == Step::Kind::leave);
    CHECK(step.output == "answered");
    CHECK(written(step.outputs) == R"({"agent":"ana"})");

    CHECK(resume(type, Signal{"queue.left", Map{}}, context, settings).output == "gave_up");
}

TEST_CASE("variables that changed are written with every answer, and only those") {
    FakeContext context;
    context.vars =
        Map{{"tries", 1}, {"name", "Ana"}, {"order", Map{{"items", List{1, 2}}}}, {"gone", true}, {"same", 1}};
    const Step step = enter(entering(R"(
        ctx.vars.tries = ctx.vars.tries + 1
        table.insert(ctx.vars.order.items, 3)
        ctx.vars.gone = nil
        ctx.vars.new = { "a" }
        ctx.vars.same = 1
        local _ = ctx.vars.name
        return "done")"),
                            context);
    CHECK(step.output == "done");
    CHECK(written(step.variables) == R"({"gone":null,"new":["a"],"order":{"items":[1,2,3]},"tries":2})");
}

TEST_CASE("a variable is read once, when it is first touched") {
    FakeContext context;
    context.vars = Map{{"a", 1}, {"b", 2}};
    enter(entering("local x = ctx.vars.a + ctx.vars.a + ctx.vars.a return 'done'"), context);
    CHECK(context.variable_reads == 1);
}

TEST_CASE("a variable set to nil is nil, whether it had been read or not") {
    FakeContext context;
    context.vars = Map{{"a", 1}, {"b", 2}};
    const Step step = enter(entering(R"(
        local a = ctx.vars.a
        ctx.vars.a, ctx.vars.b = nil, nil
        assert(ctx.vars.a == nil and ctx.vars.b == nil)
        return "done")"),
                            context);
    CHECK(written(step.variables) == R"({"a":null,"b":null})");
}

TEST_CASE("an integer that became a number is a change") {
    FakeContext context;
    context.vars = Map{{"a", 1}, {"b", List{1}}};
    const Step step = enter(entering("ctx.vars.a = 1.0 ctx.vars.b[1] = 1.0 return 'done'"), context);
    CHECK(written(step.variables) == R"({"a":1.0,"b":[1.0]})");
}

TEST_CASE("an empty list stays a list and a list that was emptied too") {
    FakeContext context;
    context.vars = Map{{"items", List{1}}};
    const Step step = enter(entering(R"(
        ctx.vars.items[1] = nil
        ctx.vars.list, ctx.vars.map, ctx.vars.null = ctx.list{}, {}, { inner = ctx.null }
        return "done")"),
                            context);
    CHECK(written(step.variables) == R"({"items":[],"list":[],"map":{},"null":{"inner":null}})");
}

TEST_CASE("all variables can be walked, those not touched before too") {
    FakeContext context;
    context.vars = Map{{"b", 2}, {"a", 1}, {"c", 3}};
    const Step step = enter(entering(R"(
        ctx.vars.c = nil
        local seen = ""
        for name, value in pairs(ctx.vars) do seen = seen .. name .. value end
        return ctx.leave_by("done", { seen = seen }))"),
                            context);
    CHECK(written(step.outputs) == R"({"seen":"a1b2"})");
    CHECK(written(step.variables) == R"({"c":null})");
}

TEST_CASE("a script that fails leaves no variable and no effect behind") {
    FakeContext context;
    const Step failed =
        enter(entering("ctx.vars.a = 1 ctx.send('Hello') return ctx.fail('orders.down', 'It is down.')"), context);
    CHECK(failed.kind == Step::Kind::fail);
    CHECK(failed.code == "orders.down");
    CHECK(failed.message == "It is down.");
    CHECK(failed.variables.empty());
    CHECK(failed.effects.empty());

    const Step threw = enter(entering("ctx.vars.a = 1\nctx.send('Hello')\nerror('oh no')"), context);
    CHECK(threw.kind == Step::Kind::fail);
    CHECK(threw.code == "script.failed");
    CHECK(threw.message == "line 4: oh no");
    CHECK(threw.variables.empty());
    CHECK(threw.effects.empty());
}

TEST_CASE("a value that cannot be kept is the script's own error and names the way to it") {
    FakeContext context;
    const Step step = enter(entering("ctx.vars.order = { items = { 1, function() end } } return 'done'"), context);
    CHECK(step.code == "script.failed");
    CHECK(step.message ==
          "expected text, a number, a boolean, a table or ctx.null but ctx.vars.order.items[2] is a function");
}

TEST_CASE("an output that is not in the list is an incident with a suggestion") {
    FakeContext context;
    const Step step = enter(entering("return 'don'"), context);
    CHECK(step.kind == Step::Kind::fail);
    CHECK(step.code == "script.unknown_output");
    CHECK(step.message == "expected one of the outputs done but the script left by 'don' (did you mean 'done'?)");
}

TEST_CASE("an answer that is none is the script's own error") {
    FakeContext context;
    CHECK(enter(entering("return nil"), context).message.find("it returned nothing") != std::string::npos);
    CHECK(enter(entering("return {}"), context).message.find("it returned table") != std::string::npos);
    CHECK(enter(entering("return ctx.null"), context).message.find("it returned ctx.null") != std::string::npos);
}

TEST_CASE("orders go with the answer, in the order in which they were given") {
    FakeContext context;
    const Step step = enter(entering(R"(
        ctx.send("Hello")
        ctx.emit("order.paid", { id = 7 }, { key = "k7" })
        ctx.effect("conversation.tag", { tag = "vip" })
        return ctx.wait_for("x.done", { asking = { ["queue.leave"] = {} } }))"),
                            context);
    CHECK(written(step.effects) ==
          R"([["message.send",{"text":"Hello"}],["event.emit",{"event":"order.paid","key":"k7","payload":{"id":7}}],)"
          R"(["conversation.tag",{"tag":"vip"}],["queue.leave",{}]])");
}

TEST_CASE("memory is kept from one wait to the next") {
    const NodeType type = entering("ctx.memory.tries = 1 return ctx.wait_for('x.done')",
                                   "ctx.memory.tries = ctx.memory.tries + 1 return ctx.wait_for('x.done')");
    FakeContext context;
    Step step = enter(type, context);
    REQUIRE(step.remembered);
    CHECK(json::dump(*step.remembered) == R"({"tries":1})");
    context.memory_value = *step.remembered;
    step = resume(type, Signal{"x.done", Map{}}, context);
    CHECK(json::dump(*step.remembered) == R"({"tries":2})");
}

TEST_CASE("a signal shows its payload's members beside its name") {
    FakeContext context;
    const NodeType type = entering("return 'done'", R"(
        return ctx.leave_by("done", { name = signal.name, agent = signal.agent,
                                      own = signal.payload and signal.payload.name }))");
    CHECK(written(resume(type, Signal{"a.done", Map{{"agent", "ana"}}}, context).outputs) ==
          R"({"agent":"ana","name":"a.done"})");
    CHECK(written(resume(type, Signal{"a.done", Map{{"name", "Bo"}}}, context).outputs) ==
          R"({"name":"a.done","own":"Bo"})");
    CHECK(written(resume(type, Signal{"a.done", Value()}, context).outputs) == R"({"name":"a.done"})");
}

TEST_CASE("a script sees where it is: time, chance, event, scopes and earlier nodes") {
    FakeContext context;
    context.event_value = Map{{"text", "hi"}};
    context.answers["contact"] = Map{{"name", "Ana"}};
    context.answers["queue_status"] = Map{{"waiting", 3}};
    context.outputs["lookup.total"] = 12;
    const Step step = enter(entering(R"(
        local roll = ctx.random(1, 6)
        assert(roll >= 1 and roll <= 6 and ctx.random() < 1 and #ctx.id() == 13)
        return ctx.leave_by("done", {
          now = ctx.now(), seconds = ctx.seconds(ctx.now()), later = ctx.time(ctx.seconds(ctx.now()) + 60),
          text = ctx.event.text, contact = ctx.contact.name, total = ctx.node.lookup.total,
          nothing = ctx.node.lookup.nothing, waiting = ctx.read("queue_status", { queue = "sales" }).waiting }))"),
                            context);
    CHECK(written(step.outputs) ==
          R"({"contact":"Ana","later":"2026-01-05T09:01:00Z","now":"2026-01-05T09:00:00Z","seconds":1767603600,)"
          R"("text":"hi","total":12,"waiting":3})");
}

TEST_CASE("an answer that is not at hand leaves the script and is asked for by the drive") {
    FakeContext context;
    const NodeType type = entering("pcall(function() return ctx.contact.name end) return 'done'");
    CHECK_THROWS_AS(enter(type, context), MissingAnswer);
    context.answers["contact"] = Map{{"name", "Ana"}};
    CHECK(enter(type, context).output == "done");
}

TEST_CASE("a node without resume that is woken says so") {
    FakeContext context;
    const NodeType type = loaded(
        "return { type = 'a.b', title = 'T', outputs = { done = 'D.' }, "
        "enter = function() return 'done' end }");
    const Step step = resume(type, Signal{"x.done", Map{}}, context);
    CHECK(step.code == "node.unexpected_signal");
}

TEST_CASE("waiting inside enter is an answer and not a call") {
    FakeContext context;
    const Step step = enter(entering("local text = ctx.ask('Who?') return 'done'"), context);
    CHECK(step.code == "script.failed");
    CHECK(step.message.find("expected ctx.ask in a `run` function") != std::string::npos);
}

TEST_CASE("the loader names every problem of a file at once") {
    CHECK(problems_of(R"(return {
      type = "Orders", titel = "Check",
      outputs = { { key = "Found", kind = "okay" }, { key = "x" }, { key = "x" }, { key = "gone", kind = "event" } },
      settings = { { key = "url", kind = "ulr" }, { kind = "text", requird = true }, { key = "n", kind = "integer", default = "x" } },
      sets = "order",
      run = 1,
    })") ==
          Lines{
              "node_type.invalid /run: expected run to be a function but it is a number",
              "node_type.unknown /titel: expected no member 'titel' here (did you mean title?)",
              "node_type.invalid /type: expected a category and a name such as orders.check but it is \"Orders\"",
              "node_type.missing /title: expected title to be text but it is nothing",
              "node_type.invalid /outputs/0/kind: expected ok, error, timeout or event but it is 'okay'",
              "node_type.invalid /outputs/0: expected an output's key of lower-case letters, digits and _ but it is "
              "'Found'",
              "node_type.duplicate /outputs/2: expected each output once but 'x' comes twice",
              "node_type.missing /outputs/3/signal: expected the signal that takes this output of kind event but there "
              "is none",
              "node_type.invalid /settings/0/kind: expected a kind of setting but 'ulr' is none (did you mean url?)",
              "node_type.unknown /settings/1/requird: expected no member 'requird' here (did you mean required?)",
              "node_type.missing /settings/1/key: expected key to be text but it is nothing",
              "node_type.invalid /settings/2/default: expected an integer but found the text \"x\"",
              "node_type.invalid /sets: expected a list of variables' names but it is \"order\"",
              "node_type.missing /run: expected a function `run(ctx, settings)` or `enter(settings, ctx)` but there is "
              "neither",
          });
}

TEST_CASE("a file that does not even run says why") {
    CHECK(problems_of("return 1") ==
          Lines{"script.failed : expected the file to return a table but it returned a number"});
    CHECK(problems_of("local x = nil\nreturn x.y") ==
          Lines{"script.failed : line 2: attempt to index a nil value (local 'x')"});
    CHECK(problems_of("return {") == Lines{"script.invalid : line 1: unexpected symbol near <eof>"});
    CHECK(problems_of("while true do end").at(0).find("script.limit : cpu:") == 0);
    CHECK(problems_of("return ctx.vars").at(0).find("attempt to index a nil value (global 'ctx')") !=
          std::string::npos);
}

TEST_CASE("outputs as a list keep their order and as a table are sorted, error and timeout being what they are named") {
    const NodeType listed = loaded(
        "return { type = 'a.b', title = 'T', run = function() end, outputs = { "
        "{ key = 'z', title = 'Z.' }, { key = 'late', kind = 'timeout', setting = 'within' }, "
        "{ key = 'closed', kind = 'event', signal = 'conversation.closed' } } }");
    REQUIRE(listed.outputs.size() == 3);
    CHECK(listed.outputs[0].key == "z");
    CHECK(listed.outputs[1].kind == OutputKind::timeout);
    CHECK(listed.outputs[1].setting == "within");
    CHECK(listed.outputs[2].signal == "conversation.closed");

    const NodeType mapped = loaded(
        "return { type = 'a.b', title = 'T', run = function() end, "
        "outputs = { timeout = 'Late.', found = 'F.', error = 'E.', aaa = 'A.' } }");
    REQUIRE(mapped.outputs.size() == 4);
    CHECK(mapped.outputs[0].key == "aaa");
    CHECK(mapped.outputs[1].kind == OutputKind::error);
    CHECK(mapped.outputs[2].kind == OutputKind::ok);
    CHECK(mapped.outputs[3].kind == OutputKind::timeout);
}

TEST_CASE("settings may have bounds, choices, elements and fields") {
    const NodeType type = loaded(R"(return { type = 'a.b', title = 'T', run = function() end, outputs = { done = 'D.' },
      settings = {
        { key = "patience", kind = "duration", at_least = "1s", at_most = "1h", default = "5m" },
        { key = "tier", kind = "choice", choices = { "gold", { value = "silver", label = "Silver" } } },
        { key = "names", kind = "list", of = "string" },
        { key = "headers", kind = "map", of = { kind = "text" } },
        { key = "address", kind = "object", fields = { { key = "city", kind = "string", required = true } } },
      } })");
    REQUIRE(type.settings.fields.size() == 5);
    CHECK(type.settings.fields[0].at_most == 3'600'000);
    CHECK(type.settings.fields[1].choices[1].label == "Silver");
    CHECK(type.settings.fields[2].element.at(0).kind == FieldKind::string);
    CHECK(type.settings.fields[3].element.at(0).kind == FieldKind::text);
    CHECK(type.settings.fields[4].element.at(0).required);

    CHECK(problems_in("settings = { { key = 'a', kind = 'duration', at_least = 5 } }") ==
          Lines{"node_type.invalid /settings/0/at_least: expected a duration such as 90s but it is 5"});
    CHECK(problems_in("settings = { { key = 'a', kind = 'choice' } }") ==
          Lines{"node_type.missing /settings/0/choices: expected the choices of a setting of kind choice but there are "
                "none"});
    CHECK(problems_in("settings = { { key = 'a', kind = 'text', of = 'text' } }") ==
          Lines{"node_type.invalid /settings/0/of: expected `of` only with the kinds list and map"});
}

TEST_CASE("either run, or enter and resume") {
    CHECK(problems_in("enter = function() end") ==
          Lines{"node_type.invalid /run: expected either `run`, or `enter` and `resume`, but there are both"});
}
