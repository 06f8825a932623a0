// What a check of the largest flow costs: 2,000 nodes of every kind, all with something to read, set and wire.

#include <chrono>
#include <cstdio>

#include "engine/check/check.hpp"
#include "engine/node/testing/tiny_nodes.hpp"
#include "engine/value/json.hpp"

using namespace millrace;

namespace {

Value node(const char* type, Map settings, Map next) {
    return Map{{"type", type}, {"settings", std::move(settings)}, {"next", std::move(next)}};
}

std::string id(std::size_t n) {
    return "n" + std::to_string(n);
}

// Rows of ten: a question, a condition, a computed value, a call, a fork of two with its join, a menu.
Value largest_flow() {
    Map nodes;
    const std::size_t rows = flow::nodes_max / 10;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t n = row * 10;
        const std::string var = "v" + std::to_string(row);
        const std::string next = row + 1 < rows ? id(n + 10) : id(9);
        nodes.set(
            id(n),
            node("tiny.ask",
                 Map{{"text", "Hello {{contact.name or 'there'}}, {{vars.v0}}?"}, {"save", var}, {"patience", "90s"}},
                 Map{{"answered", id(n + 1)}, {"gave_up", id(n + 1)}}));
        nodes.set(id(n + 1), node("tiny.branch", Map{{"when", "vars." + var + " == 'yes' and contact.visits > 2"}},
                                  Map{{"yes", id(n + 2)}, {"no", id(n + 3)}}));
        nodes.set(id(n + 2),
                  node("tiny.set", Map{{"values", Map{{"count", "(vars.count or 0) + 1"}, {var, "upper(vars.v0)"}}}},
                       Map{{"done", id(n + 3)}}));
        nodes.set(id(n + 3), node("tiny.http",
                                  Map{{"url", "https://example.org"},
                                      {"headers", Map{{"X", "{{vars.count}}"}}},
                                      {"body", Map{{"who", Map{{"expr", "contact.name"}}}}}},
                                  Map{{"replied", id(n + 4)}, {"error", id(9)}}));
        nodes.set(id(n + 4), node("tiny.fork", Map{{"join", id(n + 7)}}, Map{{"a", id(n + 5)}, {"b", id(n + 6)}}));
        nodes.set(id(n + 5),
                  node("tiny.say", Map{{"text", "{{node." + id(n + 3) + ".status}}"}}, Map{{"sent", id(n + 7)}}));
        nodes.set(id(n + 6),
                  node("tiny.script", Map{{"code", "ctx.vars.total = (ctx.vars.total or 0) + 1 return 'done'"}},
                       Map{{"done", id(n + 7)}}));
        nodes.set(id(n + 7), node("tiny.join", Map{}, Map{{"done", id(n + 8)}}));
        nodes.set(id(n + 8), node("tiny.menu", Map{{"text", "What is it about?"}, {"options", List{"more", "less"}}},
                                  Map{{"more", next}, {"less", id(n)}, {"no_match", id(n + 9)}, {"timeout", id(9)}}));
        nodes.set(id(n + 9), row == 0 ? node("tiny.end", Map{}, Map{})
                                      : node("tiny.say", Map{{"text", "Sorry, {{vars.total}}."}}, Map{{"sent", next}}));
    }
    return Map{{"format", "millrace.flow/1"},   {"key", "k"},    {"title", "t"},
               {"trigger", Map{{"on", "api"}}}, {"start", "n0"}, {"nodes", std::move(nodes)}};
}

template <class F>
double best_of_five_ms(F&& work) {
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        best = took.count() < best ? took.count() : best;
    }
    return best;
}

}  // namespace

int main() {
    const Catalogue types = tiny::catalogue();
    const Vocabulary words = tiny::vocabulary();
    checks::World world;
    world.catalogue = &types;
    world.vocabulary = &words;
    const std::string text = json::dump(largest_flow());
    const flow::Reading reading = flow::read_text(text);
    const Problems problems = checks::check(reading, world);
    std::printf("flow of %zu nodes, %zu bytes, %zu problems, %s\n", reading.document.nodes.size(), text.size(),
                problems.size(), checks::blocks_publish(problems) ? "refused" : "passed");
    if (!problems.empty()) {
        std::printf("first: %s %s\n", problems.front().pointer.c_str(), problems.front().message.c_str());
    }
    std::printf("read    %7.1f ms\n", best_of_five_ms([&] { flow::read_text(text); }));
    std::printf("check   %7.1f ms\n", best_of_five_ms([&] { checks::check(reading, world); }));
    std::printf("compile %7.1f ms\n", best_of_five_ms([&] { (void)compile(reading.document, types, words); }));
    return 0;
}
