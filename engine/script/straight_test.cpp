#include <catch2/catch.hpp>

#include "engine/script/fake_context.hpp"
#include "engine/script/log.hpp"
#include "engine/script/node.hpp"
#include "engine/value/json.hpp"

using namespace millrace;
using namespace millrace::script;

namespace {

const char* const order_check = R"(
return {
  type = "orders.check", title = "Check an order",
  outputs = { found = "The order exists.", missing = "There is none." },
  settings = { { key = "base_url", kind = "url", required = true } },
  run = function(ctx, settings)
    local number = ctx.ask("What is your order number?", { within = "2m" })
    if not number then return "missing" end
    local reply = ctx.http.get(settings.base_url .. "/orders/" .. number)
    if reply.status == 404 then return "missing" end
    ctx.vars.order = reply.json
    return "found"
  end,
}
)";

// A run of one straight script: each step's memory is what the next one sees, as the engine does it.
class Run {
public:
    explicit Run(NodeType type, Value settings = Map{})
        : type_(std::move(type)), prepared_(type_.behavior->prepare(settings)) {}

    static Run of_file(const std::string& source, Value settings = Map{}) {
        NodeFile file = load_node_type(source);
        REQUIRE(file.problems == std::vector<Error>{});
        return Run(file.type, std::move(settings));
    }
    static Run of_code(const std::string& code) { return Run(inline_script(), Map{{"code", code}}); }

    const Step& enter() { return take(type_.behavior->enter(prepared_.get(), context)); }
    const Step& resume(const char* name, Value payload = Map{}) {
        context.resumed_value = true;
        return take(type_.behavior->resume(prepared_.get(), Signal{name, std::move(payload)}, context));
    }

    FakeContext context;
    Step step;

private:
    const Step& take(Step taken) {
        step = std::move(taken);
        if (step.remembered) {
            context.memory_value = *step.remembered;
        }
        context.now_value = context.now_value + seconds(10);
        return step;
    }

    NodeType type_;
    std::shared_ptr<const void> prepared_;
};

std::string effects_of(const Step& step) {
    List list;
    for (const Effect& effect : step.effects) {
        list.push(List{effect.name, effect.payload});
    }
    return json::dump(list);
}
std::string variables_of(const Step& step) {
    Map map;
    for (const auto& [name, value] : step.variables) {
        map.set(name, value);
    }
    return json::dump(map);
}

std::string last_log;  // NOLINT: what the sink of a test saw

}  // namespace

TEST_CASE("a straight script asks, waits, calls a URL, waits, and finds the order") {
    Run run = Run::of_file(order_check, Map{{"base_url", "https://shop.test"}});

    run.enter();
    CHECK(run.step.kind == Step::Kind::wait);
    CHECK(run.step.signals == std::vector<String>{"message.received"});
    CHECK(run.step.newer);
    CHECK(run.step.due == Time{1'767'603'600'000} + minutes(2));
    CHECK(effects_of(run.step) == R"([["message.send",{"text":"What is your order number?"}]])");

    run.resume("message.received", Map{{"text", "4711"}});
    CHECK(run.step.kind == Step::Kind::wait);
    CHECK(run.step.signals == std::vector<String>{"http.replied"});
    CHECK(effects_of(run.step) == R"([["http.request",{"method":"GET","url":"https://shop.test/orders/4711"}]])");
    CHECK_FALSE(run.step.due.has_value());

    run.resume("http.replied", Map{{"status", 200}, {"json", Map{{"id", 4711}}}});
    CHECK(run.step.kind == Step::Kind::leave);
    CHECK(run.step.output == "found");
    CHECK(effects_of(run.step) == "[]");
    CHECK(variables_of(run.step) == R"({"order":{"id":4711}})");
}

TEST_CASE("a customer who does not answer in time is nil") {
    Run run = Run::of_file(order_check, Map{{"base_url", "https://shop.test"}});
    run.enter();
    CHECK(run.resume("timer.fired").output == "missing");
}

TEST_CASE("an inline script leaves by the name it returns, and only where a wire leads") {
    Run run = Run::of_code("ctx.vars.n = 6 * 7 return 'done'");
    CHECK(run.enter().output == "done");
    CHECK(variables_of(run.step) == R"({"n":42})");

    Run astray = Run::of_code("return 'elsewhere'");
    astray.enter();
    CHECK(astray.step.kind == Step::Kind::fail);
    CHECK(astray.step.code == "script.unknown_output");
    CHECK(astray.step.message == "expected an output that is wired but the script left by 'elsewhere'");
}

TEST_CASE("an error of its own leaves by error if that is wired, a limit never does") {
    Run unwired = Run::of_code("error('oh')");
    unwired.enter();
    CHECK(unwired.step.kind == Step::Kind::fail);
    CHECK(unwired.step.code == "script.failed");

    Run wired = Run::of_code("ctx.vars.a = 1\nctx.send('x')\nerror('oh')");
    wired.context.wires.insert("error");
    wired.enter();
    CHECK(wired.step.kind == Step::Kind::leave);
    CHECK(wired.step.output == "error");
    REQUIRE(wired.step.outputs.size() == 2);
    CHECK(wired.step.outputs[1].second == Value("line 3: oh"));
    CHECK(wired.step.variables.empty());
    CHECK(wired.step.effects.empty());

    Run endless = Run::of_code("while true do end");
    endless.context.wires.insert("error");
    endless.enter();
    CHECK(endless.step.kind == Step::Kind::fail);
    CHECK(endless.step.code == "script.limit");
    CHECK(endless.step.message == "cpu: expected at most 5000000 instructions in one call, but line 1 went on");
}

TEST_CASE("what was ordered before a wait is not ordered again after it") {
    Run run = Run::of_code(R"(
        ctx.send("One moment.")
        ctx.wait("15m")
        ctx.send("Here I am.")
        return "done")");
    CHECK(effects_of(run.enter()) == R"([["message.send",{"text":"One moment."}]])");
    CHECK(run.step.due == Time{1'767'603'600'000} + minutes(15));
    CHECK(run.step.signals.empty());
    CHECK(effects_of(run.resume("timer.fired")) == R"([["message.send",{"text":"Here I am."}]])");
    CHECK(run.step.output == "done");
}

TEST_CASE("time, chance and ids stay what they were when the script runs again") {
    Run run = Run::of_code(R"(
        local now, random, id = ctx.now(), ctx.random(1, 1000000), ctx.id()
        ctx.wait("1m")
        return ctx.leave_by("done", { now = now, random = random, id = id, later = ctx.now() }))");
    run.enter();
    run.context.randoms = 100;  // another turn derives other numbers
    run.resume("timer.fired");
    Map outputs;
    for (const auto& [name, value] : run.step.outputs) {
        outputs.set(name, value);
    }
    CHECK(outputs["now"] == Value("2026-01-05T09:00:00Z"));
    CHECK(outputs["later"] == Value("2026-01-05T09:00:10Z"));
    CHECK(outputs["random"] == Value(static_cast<std::int64_t>(1 + mix(42, 1) % 1'000'000)));
    CHECK(outputs["id"].as_string().size() == 13);
}

TEST_CASE("a variable is what it was at first touch, and writes are kept by the final return only") {
    Run run = Run::of_code(R"(
        local before = ctx.vars.tries
        ctx.vars.tries = before + 1
        ctx.wait("1m")
        assert(ctx.vars.tries == before + 1)
        return "done")");
    run.context.vars.set("tries", 1);
    run.enter();
    CHECK(run.step.variables.empty());
    run.context.vars.set("tries", 50);  // somebody else meanwhile
    run.resume("timer.fired");
    CHECK(variables_of(run.step) == R"({"tries":2})");
}

TEST_CASE("a contact read before a wait is the same after it") {
    Run run = Run::of_code("local name = ctx.contact.name ctx.wait('1m') return ctx.leave_by('done', { name = name })");
    run.context.answers["contact"] = Map{{"name", "Ana"}};
    run.enter();
    run.context.answers["contact"] = Map{{"name", "Bo"}};
    CHECK(run.resume("timer.fired").outputs.at(0).second == Value("Ana"));
}

TEST_CASE("walking all variables is remembered too") {
    Run run = Run::of_code(R"(
        local seen = ""
        for name, value in pairs(ctx.vars) do seen = seen .. name .. value end
        ctx.wait("1m")
        return ctx.leave_by("done", { seen = seen }))");
    run.context.vars = Map{{"a", 1}, {"b", 2}};
    run.enter();
    run.context.vars = Map{{"a", 9}, {"c", 3}};
    CHECK(run.resume("timer.fired").outputs.at(0).second == Value("a1b2"));
}

TEST_CASE("a script that asks for something else than before is stopped with the line") {
    Run changing = Run::of_code(R"(
        if ctx.vars.first then ctx.wait("1m") else ctx.ask("Who are you?") end
        return "done")");
    changing.enter();
    // The recording says what was asked; here somebody tampers with what the script saw.
    Map memory = changing.context.memory_value.as_map();
    memory.set("seen", Map{{"vars.first", true}});
    changing.context.memory_value = memory;
    changing.resume("message.received", Map{{"text", "Ana"}});
    CHECK(changing.step.kind == Step::Kind::fail);
    CHECK(changing.step.code == "script.not_deterministic");
    CHECK(changing.step.message ==
          "line 2: expected ctx.ask as before but ctx.wait was called; a script must ask for the same things in the "
          "same order each time it runs");
}

TEST_CASE("a script that no longer asks what it was waiting for is stopped") {
    Run run = Run::of_code("if not ctx.vars.first then ctx.wait('1m') end return 'done'");
    run.enter();
    Map memory = run.context.memory_value.as_map();
    memory.set("seen", Map{{"vars.first", true}});
    run.context.memory_value = memory;
    run.resume("timer.fired");
    CHECK(run.step.code == "script.not_deterministic");
}

TEST_CASE("the same verb with something else in it is another question") {
    Run run = Run::of_code("ctx.ask(ctx.vars.first and 'Who?' or 'What?') return 'done'");
    run.enter();
    Map memory = run.context.memory_value.as_map();
    memory.set("seen", Map{{"vars.first", true}});
    run.context.memory_value = memory;
    run.resume("message.received", Map{{"text", "x"}});
    CHECK(run.step.code == "script.not_deterministic");
    CHECK(run.step.message.find("line 1: expected ctx.ask to be called with what it was given before") == 0);
}

TEST_CASE("no pcall can catch a wait") {
    Run run = Run::of_code(R"(
        local ok, answer = pcall(ctx.ask, "Who are you?")
        return ctx.leave_by("done", { ok = ok, answer = answer }))");
    CHECK(run.enter().kind == Step::Kind::wait);
    run.resume("message.received", Map{{"text", "Ana"}});
    CHECK(run.step.outputs.at(0).second == Value("Ana"));
    CHECK(run.step.outputs.at(1).second == Value(true));
}

TEST_CASE("a straight script may loop over its questions") {
    Run run = Run::of_code(R"(
        local answers = {}
        for i = 1, 3 do answers[i] = ctx.ask("Question " .. i) end
        ctx.vars.answers = answers
        return "done")");
    CHECK(effects_of(run.enter()) == R"([["message.send",{"text":"Question 1"}]])");
    CHECK(effects_of(run.resume("message.received", Map{{"text", "a"}})) ==
          R"([["message.send",{"text":"Question 2"}]])");
    CHECK(effects_of(run.resume("message.received", Map{{"text", "b"}})) ==
          R"([["message.send",{"text":"Question 3"}]])");
    run.resume("message.received", Map{{"text", "c"}});
    CHECK(variables_of(run.step) == R"({"answers":["a","b","c"]})");
}

TEST_CASE("a menu goes out as buttons") {
    Run run = Run::of_code(R"(
        local team = ctx.ask("Which team?", { options = { "sales", { value = "help", label = "Support" } } })
        return ctx.leave_by("done", { team = team }))");
    CHECK(effects_of(run.enter()) ==
          R"([["message.send",{"options":[{"label":"sales","value":"sales"},{"label":"Support","value":"help"}],)"
          R"("text":"Which team?"}]])");
}

TEST_CASE("an event of somebody else is held for while the script waits") {
    Run run = Run::of_code(R"(
        local paid = ctx.wait_for_event("order.paid", { key = "o7", within = "1h" })
        return ctx.leave_by("done", { paid = paid ~= nil, amount = paid and paid.amount }))");
    run.enter();
    CHECK(run.step.signals == std::vector<String>{"order.paid"});
    REQUIRE(run.step.holds.size() == 1);
    CHECK(run.step.holds[0].name == String("event.subscribe"));
    CHECK(json::dump(run.step.holds[0].payload) == R"({"event":"order.paid","key":"o7"})");
    Run late = run;
    run.resume("order.paid", Map{{"amount", 12}});
    CHECK(run.step.outputs.at(0).second == Value(12));
    late.resume("timer.fired");
    CHECK(late.step.outputs.at(0).second == Value(false));
}

TEST_CASE("wait_for gives the signal") {
    Run run = Run::of_code(R"(
        local signal = ctx.wait_for({ "queue.left", "conversation.assigned" }, { asking = { ["queue.leave"] = {} } })
        ctx.wait("1m")
        return ctx.leave_by("done", { name = signal.name, agent = signal.agent }))");
    CHECK(effects_of(run.enter()) == R"([["queue.leave",{}]])");
    run.resume("conversation.assigned", Map{{"agent", "ana"}});
    run.resume("timer.fired");
    CHECK(run.step.outputs.at(0).second == Value("ana"));
    CHECK(run.step.outputs.at(1).second == Value("conversation.assigned"));
}

TEST_CASE("a request carries what it was given") {
    Run run = Run::of_code(R"(
        local reply = ctx.http.post("https://crm.test/notes", { json = { text = "hi" }, headers = { ["X-Key"] = "k" },
                                                                timeout = "5s", attempts = 1, save = { "id" } })
        return "done")");
    CHECK(effects_of(run.enter()) ==
          R"([["http.request",{"attempts":1,"headers":{"X-Key":"k"},"json":{"text":"hi"},"method":"POST",)"
          R"("save":["id"],"timeout":"5s","url":"https://crm.test/notes"}]])");
}

TEST_CASE("a reply too large to be remembered is an error of the reply") {
    Run run = Run::of_code("local reply = ctx.http.get('https://a.test') ctx.vars.error = reply.error return 'done'");
    run.enter();
    run.resume("http.replied", Map{{"status", 200}, {"body", std::string(50'000, 'x')}});
    CHECK(variables_of(run.step) == R"({"error":"too_large"})");
}

TEST_CASE("a reply that never came has the status 0") {
    Run run = Run::of_code("local r = ctx.http.get('https://a.test') ctx.vars.r = { r.status, r.error } return 'done'");
    run.enter();
    run.resume("http.replied", Map{{"error", "timeout"}});
    CHECK(variables_of(run.step) == R"({"r":[0,"timeout"]})");
}

TEST_CASE("two hundred questions are enough for one activation") {
    Run run = Run::of_code("for i = 1, 300 do ctx.emit('tick', { i = i }) end return 'done'");
    run.enter();
    CHECK(run.step.kind == Step::Kind::fail);
    CHECK(run.step.code == "script.limit");
    CHECK(run.step.message ==
          "answers: expected at most 200 ctx calls in one activation but there is one more, at line 1");
}

TEST_CASE("64 KiB of answers are enough for one activation") {
    Run run = Run::of_code("for i = 1, 3 do ctx.ask('?') end return 'done'");
    run.enter();
    run.resume("message.received", Map{{"text", std::string(40'000, 'x')}});
    CHECK(run.step.kind == Step::Kind::wait);
    run.resume("message.received", Map{{"text", std::string(40'000, 'x')}});
    CHECK(run.step.code == "script.limit");
    CHECK(run.step.message.find("answers: expected at most 64 KiB") == 0);
}

TEST_CASE("a line is logged once, however often the script runs") {
    last_log.clear();
    set_log_sink([](const LogLine& line) noexcept {
        last_log += std::string(line.text) + "|";
        CHECK(line.org == 7);
        CHECK(line.node == "script");
    });
    Run run = Run::of_code("ctx.log('before', 1, nil, {}) ctx.wait('1m') ctx.log('after\\n') return 'done'");
    run.enter();
    run.resume("timer.fired");
    set_log_sink(nullptr);
    CHECK(last_log == "before 1 nil table|after\\n|");
}

TEST_CASE("the check refuses code that does not compile, with its line") {
    const NodeType type = inline_script();
    const std::vector<Error> problems = type.check_settings(Map{{"code", "return 1 +"}});
    REQUIRE(problems.size() == 1);
    CHECK(problems[0] == Error{"invalid_script", "line 1: unexpected symbol near <eof>", "/code"});
    CHECK(type.check_settings(Map{{"code", "return 'done'"}}).empty());
    CHECK(type.check_settings(Map{{"code", std::string(70'000, ' ')}}).at(0).message.find("source: expected") == 0);
}
