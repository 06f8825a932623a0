#include <catch2/catch.hpp>

#include "engine/expression/map_scope.hpp"
#include "engine/node/testing/tiny_nodes.hpp"

using namespace millrace;

namespace {

// Variables and bindings as maps.
class Answers final : public SettingEvaluator {
public:
    Answers(const Graph& graph, Map variables, Map bindings)
        : scope_(graph.words, Map{{"vars", std::move(variables)}}, Time{0}), bindings_(std::move(bindings)) {}

    Result<Value> evaluate(const expression::Expression& expression) override {
        return expression::evaluate(expression, scope_);
    }
    Result<String> render(const expression::Template& text) override { return expression::render(text, scope_); }
    Result<Value> binding(std::string_view name) override { return bindings_[name]; }

private:
    expression::MapScope scope_;
    Map bindings_;
};

// One node of a type with these settings.
GraphPtr graph(const std::string& type, Value settings) {
    flow::Document document;
    document.start = "a";
    flow::Node node;
    node.id = "a";
    node.type = type;
    node.settings = std::move(settings);
    document.nodes.push_back(node);
    static const Catalogue types = tiny::catalogue();
    const auto compiled = compile(document, types, tiny::vocabulary());
    if (!compiled) {
        FAIL(compiled.error().code << ": " << compiled.error().message);
    }
    return *compiled;
}

}  // namespace

TEST_CASE("templates, expressions and bindings are worked out at entry and laid over the rest") {
    const auto g = graph("tiny.http", Map{{"url", Map{{"bind", "crm"}}},
                                          {"headers", Map{{"X-Name", "{{vars.name}}"}, {"X-Plain", "p"}}},
                                          {"body", Map{{"n", Map{{"expr", "vars.n + 1"}}}}},
                                          {"attempts", Map{{"expr", "vars.n"}}}});
    Answers answers(*g, Map{{"name", "Ana"}, {"n", 2}}, Map{{"crm", "https://crm.org"}});
    const auto prepared = prepare_settings(*g, g->nodes[0], answers);
    REQUIRE(prepared);
    const auto& http = *static_cast<const tiny::HttpSettings*>(prepared->get());
    CHECK(http.url.value == "https://crm.org");
    REQUIRE(http.headers.items.size() == 2);
    CHECK(http.headers.items[0].second.value == "Ana");
    CHECK(http.headers.items[1].second.value == "p");
    CHECK(http.body == Value(Map{{"n", 3}}));
    CHECK(http.attempts == 2);
}

TEST_CASE("a template in a list is worked out where it stands") {
    const auto g = graph("tiny.say", Map{{"text", "x"}, {"more", List{"plain", "{{vars.n}}!"}}});
    Answers answers(*g, Map{{"n", 7}}, {});
    const auto values = resolve_settings(g->nodes[0], answers);
    REQUIRE(values);
    CHECK((*values)["more"] == Value(List{"plain", "7!"}));
}

TEST_CASE("an optional setting that comes out as nil has its default") {
    const auto g = graph("tiny.queue", Map{{"queue", "sales"}, {"patience", Map{{"expr", "vars.none"}}}});
    Answers answers(*g, {}, {});
    const auto values = resolve_settings(g->nodes[0], answers);
    REQUIRE(values);
    CHECK((*values)["patience"] == Value("10m"));
}

TEST_CASE("a value of a wrong kind at run time is an incident's code with the place") {
    struct Case {
        const char* expression;
        Value n;
        const char* code;
    };
    const Case cases[] = {{"vars.n", "many", "flow.invalid_setting"},
                          {"vars.n", 9, "flow.invalid_setting"},
                          {"vars.n / 2", 3, "flow.invalid_setting"},
                          {"vars.n.x + 1", 3, "expression.failed"}};
    for (const Case& one : cases) {
        INFO(one.expression);
        const auto g = graph("tiny.http", Map{{"url", "https://x.org"}, {"attempts", Map{{"expr", one.expression}}}});
        Answers answers(*g, Map{{"n", one.n}}, {});
        const auto values = resolve_settings(g->nodes[0], answers);
        REQUIRE(!values);
        CHECK(values.error().code == one.code);
        CHECK(values.error().pointer == "/nodes/a/settings/attempts");
    }
}

TEST_CASE("a required setting that comes out as nil is refused") {
    const auto g = graph("tiny.wait", Map{{"duration", Map{{"expr", "vars.none"}}}});
    Answers answers(*g, {}, {});
    const auto values = resolve_settings(g->nodes[0], answers);
    REQUIRE(!values);
    CHECK(values.error().code == "flow.invalid_setting");
    CHECK(values.error().message.find("\"a\"") != std::string::npos);
}

TEST_CASE("a binding that is not set is refused by its name") {
    const auto g = graph("tiny.queue", Map{{"queue", Map{{"bind", "sales_queue"}}}});
    Answers answers(*g, {}, {});
    const auto values = resolve_settings(g->nodes[0], answers);
    REQUIRE(!values);
    CHECK(values.error().code == "flow.binding_unresolved");
    CHECK(values.error().message.find("sales_queue") != std::string::npos);
}

TEST_CASE("what a type says about its settings together holds at run time too") {
    const auto g = graph("tiny.loop", Map{{"times", Map{{"expr", "vars.none"}}}});
    Answers answers(*g, {}, {});
    CHECK(!resolve_settings(g->nodes[0], answers));
    Answers three(*g, Map{{"none", 3}}, {});
    CHECK(resolve_settings(g->nodes[0], three));
}
