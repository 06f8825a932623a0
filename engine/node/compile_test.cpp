#include <catch2/catch.hpp>

#include "engine/node/graph.hpp"
#include "engine/node/testing/tiny_nodes.hpp"
#include "engine/value/json.hpp"

using namespace millrace;

namespace {

const Catalogue& types() {
    static const Catalogue all = tiny::catalogue();
    return all;
}

// A flow of these nodes that starts at `a`; `more` are further members of the document.
flow::Document document(const std::string& nodes, const std::string& more = "") {
    const flow::Reading reading =
        flow::read_text(R"({"format":"millrace.flow/1","key":"k","title":"t","trigger":{"on":"api"},"start":"a",)" +
                        more + R"("nodes":)" + nodes + "}");
    for (const Problem& problem : reading.problems) {
        UNSCOPED_INFO(problem.pointer << ": " << problem.message);
    }
    REQUIRE(reading.problems.empty());
    return reading.document;
}

GraphPtr graph(const std::string& nodes, const std::string& more = "", const GraphPins& pins = {}) {
    const auto compiled = compile(document(nodes, more), types(), tiny::vocabulary(), pins);
    if (!compiled) {
        FAIL(compiled.error().code << ": " << compiled.error().message);
    }
    return *compiled;
}

const GraphNode& node(const GraphPtr& graph, std::string_view id) {
    const NodeIndex index = graph->find_node(id);
    REQUIRE(index != no_node);
    return graph->nodes[static_cast<std::size_t>(index)];
}

template <class S>
const S& prepared(const GraphNode& node) {
    REQUIRE(node.prepared != nullptr);
    return *static_cast<const S*>(node.prepared.get());
}

}  // namespace

TEST_CASE("names become numbers: nodes, wires, roots and hooks") {
    const auto g = graph(R"({"a":{"type":"tiny.say","settings":{"text":"hi"},"next":{"sent":"z"},"commit":"before"},
                             "z":{"type":"tiny.end"},"b":{"type":"tiny.end"}})",
                         R"("hooks":[{"on":"thing.ended","to":"b","repeat":true}],"on_error":"b","on_cancel":"z",)",
                         {7, 3, {}, false});
    CHECK(g->key == "k");
    CHECK(g->version_id == 7);
    CHECK(g->number == 3);
    CHECK(g->hash.size() == 64);
    CHECK(g->start == g->find_node("a"));
    CHECK(g->on_error == g->find_node("b"));
    CHECK(g->on_cancel == g->find_node("z"));
    CHECK(g->find_node("x") == no_node);
    REQUIRE(node(g, "a").wire("sent") != nullptr);
    CHECK(node(g, "a").wire("sent")->target == g->find_node("z"));
    CHECK(node(g, "a").commit_before);
    REQUIRE(g->hooks.size() == 1);
    CHECK(g->hooks[0].to == g->find_node("b"));
    CHECK(g->hooks[0].repeat);
}

TEST_CASE("settings without anything to work out are parsed once") {
    const auto g = graph(R"({"a":{"type":"tiny.ask","settings":{"text":"Your name?","save":"name","patience":"90s"},
        "next":{"answered":"e","gave_up":"e"}},"e":{"type":"tiny.end"}})");
    const auto& ask = prepared<tiny::AskSettings>(node(g, "a"));
    CHECK(ask.text.value == "Your name?");
    CHECK(ask.save.value == "name");
    CHECK(ask.patience == seconds(90));
    CHECK(prepared<tiny::EndSettings>(node(g, "e")).outcome == "done");
}

TEST_CASE("expressions that a node evaluates itself are parsed and bound once") {
    const auto g = graph(R"({"a":{"type":"tiny.set","settings":{"values":
        {"n":5,"sum":"vars.n + 1","flag":true,"name":{"expr":"contact.name"}}},"next":{"done":"e"}},"e":{"type":"tiny.end"}})");
    const auto& set = prepared<tiny::SetSettings>(node(g, "a"));
    REQUIRE(set.values.items.size() == 4);
    CHECK(set.values.items[0].first == "flag");
    CHECK(set.values.items[0].second.source() == "true");
    CHECK(set.values.items[1].second.source() == "5");
    CHECK(set.values.items[2].second.references()[0].slot == 0);  // the first of the scopes read
    CHECK(set.values.items[3].second.references()[0].slot == g->find_variable("n"));
    CHECK(g->scopes_read == std::vector<std::string>{"contact"});
}

TEST_CASE("text with holes, expressions and bindings wait for the entry, wherever they stand") {
    const auto g = graph(R"({"a":{"type":"tiny.http","settings":{"url":{"bind":"crm"},
        "headers":{"X-Name":"{{contact.name}}","X-Plain":"x"},
        "body":{"list":[1,{"expr":"vars.n"}],"text":"{{no template in JSON}}"},"attempts":{"expr":"vars.n"}},
        "next":{"replied":"e"}},"e":{"type":"tiny.end"}})");
    const GraphNode& http = node(g, "a");
    CHECK(http.prepared == nullptr);
    std::vector<std::string> found;
    for (const DynamicSetting& setting : http.dynamic) {
        found.push_back(pointer_of("", setting.path));
    }
    CHECK(found == std::vector<std::string>{"/attempts", "/body/list/1", "/url", "/headers/X-Name"});
    CHECK(http.settings["url"]["bind"] == Value("crm"));
}

TEST_CASE("a brace pair that stands for itself is rendered like any template") {
    const auto g = graph(R"({"a":{"type":"tiny.say","settings":{"text":"a {{'{{'}} b"},"next":{"sent":"e"}},
                             "e":{"type":"tiny.end"}})");
    CHECK(node(g, "a").dynamic.size() == 1);
}

TEST_CASE("every variable that the document names has a slot, sorted, with its default") {
    const auto g = graph(R"({
        "a":{"type":"tiny.ask","settings":{"text":"{{vars.greeting}}","save":"answer","patience":"1m"},
             "next":{"answered":"b","gave_up":"b"}},
        "b":{"type":"tiny.for_each","settings":{"in":{"expr":"vars.list"}},"next":{"each":"c","done":"d"}},
        "c":{"type":"tiny.script","settings":{"code":"ctx.vars.from_lua = 1 return 'x'"},"next":{"x":"b"}},
        "d":{"type":"tiny.set","settings":{"values":{"sum":"1"}},"next":{"done":"f"}},
        "f":{"type":"tiny.scripted","next":{"done":"e"}},
        "e":{"type":"tiny.end"}})",
                         R"("variables":{"tries":{"default":3}},"input":{"order":{}},
                            "hooks":[{"on":"thing.ended","when":"vars.hooked","to":"e"}],)");
    std::vector<std::string> names;
    for (const String& name : g->variables) {
        names.push_back(name.str());
    }
    CHECK(names == std::vector<std::string>{"answer", "from_lua", "greeting", "guess", "hooked", "item", "list",
                                            "order", "sum", "tier", "tries"});
    REQUIRE(g->defaults.size() == names.size());
    CHECK(g->defaults[static_cast<std::size_t>(g->find_variable("tries"))] == Value(3));
    CHECK(g->defaults[static_cast<std::size_t>(g->find_variable("order"))].is_nil());
    CHECK(g->find_variable("x") == -1);
    CHECK(node(g, "a").dynamic[0].text.references()[0].slot == g->find_variable("greeting"));
}

TEST_CASE("only signals that some node or hook can take are taken") {
    const char* const ask = R"({"a":{"type":"tiny.ask","settings":{"text":"x","patience":"1m"},
        "next":{"answered":"e","gave_up":"e"ENDED}},"e":{"type":"tiny.end"}})";
    const auto with = [&](const std::string& ended) {
        std::string nodes = ask;
        return nodes.replace(nodes.find("ENDED"), 5, ended);
    };
    CHECK(graph(with(""))->takes("thing.happened"));
    CHECK_FALSE(graph(with(""))->takes("thing.ended"));
    CHECK(graph(with(R"(,"ended":"e")"))->takes("thing.ended"));
    CHECK(graph(with(""), R"("hooks":[{"on":"thing.ended","to":"e"}],)")->takes("thing.ended"));

    const auto named = graph(R"({"a":{"type":"tiny.wait_for","settings":{"name":"order.paid"},"next":{"came":"e"}},
                                 "e":{"type":"tiny.end"}})");
    CHECK(named->signals == std::vector<std::string>{"order.paid"});
    const auto computed = graph(R"({"a":{"type":"tiny.wait_for","settings":{"name":{"expr":"vars.x"}},
                                    "next":{"came":"e"}},"e":{"type":"tiny.end"}})");
    CHECK(computed->takes("anything.at_all"));
    const auto waiting_script = graph(R"({"a":{"type":"tiny.script",
        "settings":{"code":"ctx.wait_for('a.b') return 'x'"},"next":{"x":"e"}},"e":{"type":"tiny.end"}})");
    CHECK(waiting_script->takes("a.b"));
    const auto plain_script = graph(R"({"a":{"type":"tiny.script","settings":{"code":"return 'x'"},"next":{"x":"e"}},
                                        "e":{"type":"tiny.end"}})");
    CHECK(plain_script->signals.empty());
}

TEST_CASE("outputs are kept of the nodes that expressions name, and of all when that cannot be known") {
    const auto flow = [](const std::string& text, const std::string& code) {
        return R"({"a":{"type":"tiny.http","settings":{"url":"https://x.org"},"next":{"replied":"b"}},
                   "b":{"type":"tiny.say","settings":{"text":")" +
               text + R"("},"next":{"sent":"c"}},
                   "c":{"type":"tiny.script","settings":{"code":")" +
               code + R"("},"next":{"x":"e"}},
                   "e":{"type":"tiny.end"}})";
    };
    const auto named = graph(flow("{{node.a.status}}", "return 'x'"));
    CHECK(node(named, "a").outputs_kept);
    CHECK_FALSE(node(named, "b").outputs_kept);
    CHECK(node(named, "b").dynamic[0].text.references()[0].slot == named->find_node("a"));
    CHECK(node(graph(flow("{{node[vars.id].status}}", "return 'x'")), "c").outputs_kept);
    CHECK(node(graph(flow("x", "return ctx.node.a.status")), "a").outputs_kept);
    CHECK_FALSE(node(graph(flow("x", "return 'nodes'")), "a").outputs_kept);
    CHECK(node(graph(flow("x", "return 'x'"), "", {0, 0, {}, true}), "a").outputs_kept);
}

TEST_CASE("a fork knows its join, and a race's join lets the first through") {
    const auto flow = [](const std::string& type, const std::string& mode) {
        return R"({"a":{"type":")" + type + R"(","settings":{"join":"j"},"next":{"x":"j","y":"j"}},
                   "j":{"type":"tiny.join")" +
               mode + R"(,"next":{"done":"e"}},"e":{"type":"tiny.end"}})";
    };
    const auto fork = graph(flow("tiny.fork", ""));
    CHECK(node(fork, "a").join == fork->find_node("j"));
    CHECK(node(fork, "j").mode == JoinMode::all);
    CHECK(node(fork, "a").outputs.size() == 2);
    CHECK(node(graph(flow("tiny.fork", R"(,"settings":{"mode":"any"})")), "j").mode == JoinMode::any);
    CHECK(node(graph(flow("tiny.race", "")), "j").mode == JoinMode::any);
}

TEST_CASE("outputs come from options, wires and called flows") {
    const flow::Document menu = document(R"({"a":{"type":"tiny.menu","settings":{"text":"?","options":
        ["sales",{"value":"support","label":"Help"}]},"next":{"sales":"e"}},"e":{"type":"tiny.end"}})");
    const auto options = outputs_of(*menu.node("a"), **types().find("tiny.menu"));
    REQUIRE(options.size() == 4);
    CHECK(options[2].key == "sales");
    CHECK(options[3].key == "support");
    CHECK(options[3].title == "Help");

    const flow::Document call = document(R"({"a":{"type":"tiny.subflow","settings":{"flow":"other"},
        "next":{"x":"e"}},"e":{"type":"tiny.end"}})");
    const auto guessed = outputs_of(*call.node("a"), **types().find("tiny.subflow"));
    REQUIRE(guessed.size() == 2);
    CHECK(guessed[1].key == "x");
    const auto known = outputs_of(*call.node("a"), **types().find("tiny.subflow"), [](std::string_view key) {
        return key == "other" ? std::vector<std::string>{"good", "bad"} : std::vector<std::string>{};
    });
    REQUIRE(known.size() == 3);
    CHECK(known[1].key == "good");
}

TEST_CASE("what the check should have found is an error with its code, not a crash") {
    struct Case {
        const char* code;
        const char* nodes;
    };
    const Case cases[] = {
        {"flow.unknown_type", R"({"a":{"type":"tiny.none"}})"},
        {"flow.unknown_target", R"({"a":{"type":"tiny.say","settings":{"text":"x"},"next":{"sent":"q"}}})"},
        {"flow.unknown_output", R"({"a":{"type":"tiny.say","settings":{"text":"x"},"next":{"snt":"a"}}})"},
        {"flow.unknown_target", R"({"b":{"type":"tiny.end"}})"},
        {"flow.missing_setting", R"({"a":{"type":"tiny.say"}})"},
        {"flow.invalid_setting", R"({"a":{"type":"tiny.wait","settings":{"duration":7}}})"},
        {"flow.unknown_setting", R"({"a":{"type":"tiny.end","settings":{"x":1}}})"},
        {"flow.invalid_expression", R"({"a":{"type":"tiny.branch","settings":{"when":"1 +"}}})"},
        {"flow.invalid_expression", R"({"a":{"type":"tiny.say","settings":{"text":"{{1 +}}"}}})"},
        {"flow.invalid_expression", R"({"a":{"type":"tiny.wait","settings":{"duration":{"expr":"+"}}}})"},
        {"flow.invalid_setting", R"({"a":{"type":"tiny.branch","settings":{"when":[1]}}})"},
        {"flow.invalid_setting", R"({"a":{"type":"tiny.ask","settings":{"text":"x","save":{"expr":"vars.x"}}}})"},
        {"flow.missing_setting", R"({"a":{"type":"tiny.loop"}})"},
        {"flow.unknown_target", R"({"a":{"type":"tiny.fork","settings":{"join":"j"}}})"},
        {"flow.invalid_setting", R"({"a":{"type":"tiny.fork","settings":{"join":"a"}}})"},
    };
    for (const Case& one : cases) {
        INFO(one.nodes);
        const auto compiled = compile(document(one.nodes), types(), tiny::vocabulary());
        REQUIRE(!compiled);
        CHECK(compiled.error().code == one.code);
        CHECK(compiled.error().message.find("expected ") == 0);
        CHECK(!compiled.error().pointer.empty());
    }
}

TEST_CASE("a run keeps the version of a type that its flow pinned") {
    Catalogue two = tiny::catalogue();
    NodeType newer = **two.find("tiny.end");
    newer.version = 2;
    two.add(newer);
    const flow::Document flow = document(R"({"a":{"type":"tiny.end"}})");
    CHECK((*compile(flow, two, tiny::vocabulary()))->nodes[0].type->version == 2);
    CHECK((*compile(flow, two, tiny::vocabulary(), {0, 0, {{"tiny.end", 1}}, false}))->nodes[0].type->version == 1);
    const auto missing = compile(flow, two, tiny::vocabulary(), {0, 0, {{"tiny.end", 3}}, false});
    REQUIRE(!missing);
    CHECK(missing.error().code == "node.version_missing");
}
