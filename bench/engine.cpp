// The engine alone, in memory, on one core: how many steps a second run::decide takes. Nothing is stored, nothing is
// checked, no thread is started; a run is decided from its start to its end, one ContinueRun after the other.
// Seconds are those of the processor, so that what else the machine does is not taken for the engine's.

#include <string>

#include "bench/bench.hpp"
#include "bench/figure.hpp"
#include "engine/base/clock.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/run/decide.hpp"
#include "engine/script/limits.hpp"
#include "engine/script/node.hpp"
#include "nodes/catalogue.hpp"

namespace millrace::bench {
namespace {

// Three native nodes a round: the loop, a sum, a question. 400 rounds and an end.
constexpr std::string_view native_flow = R"({"format": "millrace.flow/1", "key": "native", "title": "Native nodes",
    "trigger": {"on": "api"}, "start": "round", "variables": {"sum": {"type": "integer", "default": 0}},
    "nodes": {
      "round": {"type": "control.loop", "settings": {"times": 400}, "next": {"again": "add", "done": "over"}},
      "add": {"type": "control.set", "settings": {"values": {"sum": "vars.sum + 1"}}, "next": {"done": "odd"}},
      "odd": {"type": "control.branch", "settings": {"when": "vars.sum % 2 == 1"}, "next": {"yes": "round", "no": "round"}},
      "over": {"type": "control.end"}}})";

// Eight Lua nodes a round, so that the loop between them weighs little. {} is the node's type and settings.
std::string lua_flow(std::string_view node) {
    std::string nodes;
    for (int i = 0; i < 8; ++i) {
        nodes += fmt::format(R"("n{}": {{{}, "next": {{"done": "{}"}}}}, )", i, node,
                             i == 7 ? "round" : fmt::format("n{}", i + 1));
    }
    return fmt::format(R"({{"format": "millrace.flow/1", "key": "lua", "title": "Lua nodes", "trigger": {{"on": "api"}},
        "start": "round", "variables": {{"sum": {{"type": "integer", "default": 0}}}},
        "nodes": {{{} "over": {{"type": "control.end"}},
        "round": {{"type": "control.loop", "settings": {{"times": 100}}, "next": {{"again": "n0", "done": "over"}}}}}}}})",
                       nodes);
}
constexpr int lua_calls_a_run = 800;

constexpr std::string_view inline_node =
    R"("type": "script.lua", "settings": {"code": "ctx.vars.sum = ctx.vars.sum + 1 return 'done'"})";

constexpr std::string_view lua_type = R"(
return {
  type = "bench.add",
  title = "Add",
  outputs = { { key = "done", title = "Added." } },
  settings = { { key = "by", kind = "integer", label = "By", default = 1 } },
  sets = { "sum" },
  enter = function(settings, ctx)
    ctx.vars.sum = ctx.vars.sum + settings.by
    return "done"
  end,
})";
constexpr std::string_view typed_node = R"("type": "bench.add", "settings": {"by": 1})";

class OneFlow final : public run::Flows {
public:
    OneFlow(std::string_view text, const Catalogue& catalogue) {
        GraphPins pins;
        pins.version_id = 1;
        pins.number = 1;
        Result<GraphPtr> graph = compile(document_of(text), catalogue, desk::vocabulary(), pins);
        if (!graph) {
            fmt::print(stderr, "{}: {}\n", graph.error().pointer, graph.error().message);
        }
        MILLRACE_ASSERT(graph);
        graph_ = *graph;
    }
    GraphPtr version(std::uint64_t) override { return graph_; }

private:
    GraphPtr graph_;
};

class NothingToAsk final : public run::Answers {
public:
    const Value* find(const Question&) override { return nullptr; }
};

// Steps of one whole run, and what became of it.
std::uint64_t play(OneFlow& flow, std::uint64_t id) {
    static NothingToAsk answers;
    run::Machine machine{desk::vocabulary(), flow};
    run::State state;
    run::StartRun start;
    start.run = id;
    start.org = 1;
    start.version = 1;
    start.seed = mix(id);
    run::Command command = std::move(start);
    while (true) {
        const run::Decision decision =
            run::decide(state, std::move(command), Time{1'767'603'600'000}, answers, machine);
        MILLRACE_ASSERT(decision.kind == run::Decision::Kind::decided);
        if (!decision.turn.more) {
            break;
        }
        command = run::ContinueRun{};
    }
    MILLRACE_ASSERT(state.status == run::Status::completed);
    return state.steps;
}

struct Played {
    std::uint64_t runs = 0;
    std::uint64_t steps = 0;
    double seconds = 0;
};

Played play_for(double seconds, OneFlow& flow) {
    Played played;
    const std::int64_t began = thread_cpu_ns();
    while (played.seconds < seconds) {
        played.steps += play(flow, ++played.runs);
        played.seconds = static_cast<double>(thread_cpu_ns() - began) / 1e9;
    }
    return played;
}

}  // namespace

void engine(const Wish& wish) {
    script::set_stopwatch(thread_cpu_ns);
    Catalogue catalogue = nodes::shipped_catalogue();
    script::NodeFile file = script::load_node_type(std::string(lua_type));
    for (const Error& problem : file.problems) {
        fmt::print(stderr, "{}: {}\n", problem.pointer, problem.message);
    }
    MILLRACE_ASSERT(file.ok());
    catalogue.add(std::move(file.type));

    const auto figure = [&](const char* name, const char* unit, std::string_view text, auto&& count) {
        OneFlow flow(text, catalogue);
        report(name, unit, [&] {
            const Played played = play_for(wish.seconds / 2, flow);
            return static_cast<double>(count(played)) / played.seconds;
        });
    };
    const auto steps = [](const Played& played) { return played.steps; };
    const auto lua_calls = [](const Played& played) { return played.runs * lua_calls_a_run; };
    figure("engine_native_node", "steps/s", native_flow, steps);
    figure("engine_lua_script", "calls/s", lua_flow(inline_node), lua_calls);
    figure("engine_lua_type", "calls/s", lua_flow(typed_node), lua_calls);
}

}  // namespace millrace::bench
