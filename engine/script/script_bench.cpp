// How fast a script's node answers, without the engine around it: one thread, warm state, medians of five.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/script/escapes/escape.hpp"
#include "engine/script/fake_context.hpp"
#include "engine/script/limits.hpp"
#include "engine/script/node.hpp"

using namespace millrace;
using namespace millrace::script;

namespace {

template <class F>
void measure(const char* name, int count, F&& f) {
    std::vector<double> rates;
    for (int round = 0; round < 5; ++round) {
        const std::int64_t begun = processor_ns();
        for (int i = 0; i < count; ++i) {
            f();
        }
        rates.push_back(count * 1e9 / static_cast<double>(processor_ns() - begun));
    }
    std::sort(rates.begin(), rates.end());
    std::printf("%-42s %10.0f /s  %6.0f ns\n", name, rates[2], 1e9 / rates[2]);
}

void expect(bool answered) {
    if (!answered) {
        std::fprintf(stderr, "expected an answer but there is none\n");
        std::exit(1);
    }
}

void inline_code(const char* name, const std::string& code, int count = 400'000) {
    const NodeType type = inline_script();
    FakeContext context;
    context.vars = Map{{"n", 1}, {"name", "Ana"}, {"order", Map{{"id", 7}, {"items", List{"a", "b", "c"}}}}};
    const auto prepared = type.behavior->prepare(Map{{"code", code}});
    measure(name, count, [&] {
        const Step step = type.behavior->enter(prepared.get(), context);
        expect(step.kind == Step::Kind::leave);
    });
}

}  // namespace

int main() {
    set_stopwatch(processor_ns);
    inline_code("inline: return a name", "return 'done'");
    inline_code("inline: count a variable up", "ctx.vars.n = ctx.vars.n + 1 return 'done'");
    inline_code("inline: change inside a table", "ctx.vars.order.id = 8 return 'done'");
    inline_code("inline: text and a branch",
                "local s = ctx.vars.name:upper() ctx.vars.s = s "
                "if s == 'ANA' then return 'done' end return 'other'");
    inline_code("inline: a loop of a hundred",
                "local n = 0 for i = 1, 100 do n = n + i end ctx.vars.n = n return 'done'", 100'000);

    const NodeFile file = load_node_type(R"(
        local node = { type = "routing.vip", title = "VIP", outputs = { done = "Done." },
                       settings = { { key = "queue", kind = "queue", required = true } } }
        function node.enter(settings, ctx)
          local priority = ctx.vars.name == "Ana" and "urgent" or "normal"
          return ctx.wait_for("conversation.assigned", {
            holding = { ["queue.join"] = { queue = settings.queue, priority = priority } }, within = "5m" })
        end
        return node)");
    expect(file.ok());
    FakeContext context;
    context.vars = Map{{"name", "Ana"}};
    const auto settings = file.type.behavior->prepare(Map{{"queue", "sales"}});
    measure("file: enter, hold and wait", 200'000,
            [&] { expect(file.type.behavior->enter(settings.get(), context).kind == Step::Kind::wait); });

    const NodeType type = inline_script();
    const auto asks = type.behavior->prepare(Map{{"code", "for i = 1, 8 do ctx.ask('Question') end return 'done'"}});
    FakeContext recorded;
    Step step = type.behavior->enter(asks.get(), recorded);
    for (int i = 0; i < 7; ++i) {
        recorded.memory_value = *step.remembered;
        step = type.behavior->resume(asks.get(), Signal{"message.received", Map{{"text", "answer"}}}, recorded);
    }
    recorded.memory_value = *step.remembered;
    measure("straight: resume with seven answers", 100'000, [&] {
        expect(type.behavior->resume(asks.get(), Signal{"message.received", Map{{"text", "a"}}}, recorded).kind ==
               Step::Kind::leave);
    });
    return 0;
}
