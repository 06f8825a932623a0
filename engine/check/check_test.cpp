// Every rule by its cases: cases/<rule>.json holds flows of tiny nodes and exactly the problems they have.

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/check/check.hpp"
#include "engine/node/testing/tiny_nodes.hpp"
#include "engine/value/json.hpp"

using namespace millrace;
namespace fs = std::filesystem;

namespace {

const fs::path folder = CHECK_FOLDER;

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// The case's members over the ones every flow has.
Value document_of(const Value& written) {
    Map document{
        {"format", "millrace.flow/1"}, {"key", "k"}, {"title", "t"}, {"start", "a"}, {"trigger", Map{{"on", "api"}}}};
    for (const auto& [name, value] : written.as_map()) {
        document.set(name, value);
    }
    return document;
}

std::optional<checks::World::Callee> callee_of(const Value& flows, std::string_view key) {
    const Value& flow = flows[key];
    if (flow.is_nil()) {
        return std::nullopt;
    }
    checks::World::Callee callee;
    for (const auto& [name, input] : flow["input"].is_map() ? flow["input"].as_map() : Map()) {
        callee.input.push_back({name.str(), std::string(input["type"].is_string() ? input["type"].as_string() : ""),
                                input["required"].truthy()});
    }
    for (const Value& outcome : flow["outcomes"].as_list()) {
        callee.outcomes.emplace_back(outcome.as_string());
    }
    return callee;
}

// What stands in the case's `world` is asked for, the rest is not.
checks::World world_of(const Catalogue& types, const Vocabulary& words, const Value& written) {
    checks::World world;
    world.catalogue = &types;
    world.vocabulary = &words;
    if (const Value flows = written["flows"]; flows.is_map()) {
        world.callee = [flows](std::string_view key) { return callee_of(flows, key); };
    }
    if (const Value exists = written["exists"]; exists.is_list()) {
        world.exists = [exists](std::string_view kind, std::string_view key) {
            const Value wanted(std::string(kind) + " " + std::string(key));
            return std::find(exists.as_list().begin(), exists.as_list().end(), wanted) != exists.as_list().end();
        };
    }
    if (const Value bound = written["bound"]; bound.is_map()) {
        world.bound = [bound](std::string_view name) -> std::optional<std::string> {
            const Value& kind = bound[name];
            return kind.is_nil() ? std::nullopt : std::optional<std::string>(kind.as_string());
        };
    }
    if (const Value scripts = written["scripts"]; scripts.is_map()) {
        world.check_script = [scripts](std::string_view code, const std::vector<std::string>&) {
            const Value& message = scripts[code];
            return message.is_nil() ? std::vector<Error>()
                                    : std::vector<Error>{{"script.malformed", std::string(message.as_string())}};
        };
    }
    return world;
}

std::string line(const std::string& severity, const std::string& code, const std::string& pointer) {
    return severity + " " + code + " " + pointer;
}

Value either(const Value& value, const char* otherwise) {
    return value.is_nil() ? Value(otherwise) : value;
}

Problems play(const Value& one) {
    static const Catalogue types = tiny::catalogue();
    static const Vocabulary words = tiny::vocabulary();
    return checks::check(flow::read(document_of(one["flow"])), world_of(types, words, one["world"]));
}

void expect(const Value& one, const Problems& problems) {
    std::vector<std::string> expected;
    for (const Value& problem : one["problems"].as_list()) {
        expected.push_back(line(std::string(either(problem["severity"], "error").as_string()),
                                std::string(problem["code"].as_string()), std::string(problem["pointer"].as_string())));
    }
    std::vector<std::string> found;
    for (const Problem& problem : problems) {
        UNSCOPED_INFO(problem.pointer << ": " << problem.message);
        found.push_back(line(problem.severity == Severity::error ? "error" : "warning", problem.code, problem.pointer));
        const bool names_a_line = problem.message.find("line ") == 0;  // then comes the sentence
        CHECK(problem.message.find("expected ") == (names_a_line ? problem.message.find(": ") + 2 : 0));
        CHECK(problem.message.find(" but ") != std::string::npos);
        CHECK(!problem.fix.empty());
    }
    CHECK(found == expected);
    for (std::size_t i = 0; found == expected && i < problems.size(); ++i) {
        const Value& problem = one["problems"].as_list()[i];
        CHECK(problems[i].node == either(problem["node"], problems[i].node.c_str()).as_string());
        CHECK(problems[i].fix == either(problem["fix"], problems[i].fix.c_str()).as_string());
        if (const Value& place = problem["place"]; place.is_list()) {
            REQUIRE(problems[i].place);
            CHECK(problems[i].place->from == place.as_list()[0].as_integer());
            CHECK(problems[i].place->to == place.as_list()[1].as_integer());
        }
    }
}

}  // namespace

TEST_CASE("each rule finds what its cases say, and nothing else") {
    for (const auto& entry : fs::directory_iterator(folder / "cases")) {
        const auto cases = json::parse(text_of(entry.path()));
        if (!cases) {
            FAIL(entry.path() << ": " << cases.error().message);
        }
        for (const Value& one : cases->as_list()) {
            INFO(entry.path().stem().string() << ": " << one["what"].as_string());
            expect(one, play(one));
        }
    }
}

TEST_CASE("each rule has a file, a flow that keeps it and a flow that breaks it") {
    std::set<std::string> rules;
    const std::string header = text_of(folder / "rules.hpp");
    for (std::size_t at = header.find("\nvoid "); at != std::string::npos; at = header.find("\nvoid ", at + 1)) {
        rules.insert(header.substr(at + 6, header.find('(', at) - at - 6));
    }
    CHECK(rules.size() > 20);
    for (const std::string& rule : rules) {
        INFO(rule);
        CHECK(fs::exists(folder / "rules" / (rule + ".cpp")));
        const auto cases = json::parse(text_of(folder / "cases" / (rule + ".json")));
        REQUIRE(cases);
        int clean = 0;
        int broken = 0;
        for (const Value& one : cases->as_list()) {
            (one["problems"].as_list().empty() ? clean : broken) += 1;
        }
        CHECK(clean > 0);
        CHECK(broken > 0);
    }
    for (const auto& entry : fs::directory_iterator(folder / "rules")) {
        CHECK(rules.count(entry.path().stem().string()) == 1);
    }
}

TEST_CASE("a flow that cannot be read has no other problems") {
    checks::World world;
    const Catalogue types = tiny::catalogue();
    const Vocabulary words = tiny::vocabulary();
    world.catalogue = &types;
    world.vocabulary = &words;
    CHECK(checks::check(flow::read_text("{"), world).size() == 1);
    CHECK(checks::check(flow::read_text("7"), world).size() == 1);
    CHECK(checks::check(flow::read_text(R"({"nodes":{"a":{},"a":{}}})"), world).size() == 1);
}

TEST_CASE("what the reader found comes first, and both keep the order of the document") {
    const auto problems = play(*json::parse(R"({"flow":{"colour":1,"start":"x","nodes":
        {"a":{"type":"tiny.none","nxt":1},"b":{"type":"tiny.none"}}}})"));
    std::vector<std::string> pointers;
    for (const Problem& problem : problems) {
        pointers.push_back(problem.pointer);
    }
    CHECK(pointers == std::vector<std::string>{"/colour", "/nodes/a/nxt", "/nodes/a/type", "/nodes/b/type", "/start"});
}

TEST_CASE("errors block a publish, warnings do not") {
    CHECK_FALSE(checks::blocks_publish({}));
    CHECK_FALSE(checks::blocks_publish({{Severity::warning, "flow.variable_unset", "", "", "", ""}}));
    CHECK(checks::blocks_publish({{Severity::warning, "flow.variable_unset", "", "", "", ""},
                                  {Severity::error, "flow.no_end", "", "", "", ""}}));
}

TEST_CASE("the contract of a flow are its inputs and the outcomes of its ends") {
    const auto contract = [](const char* nodes) {
        const auto reading = flow::read(
            document_of(Map{{"input", Map{{"n", Map{{"required", true}}}}}, {"nodes", *json::parse(nodes)}}));
        return checks::contract_of(reading.document, tiny::catalogue());
    };
    const auto two = contract(R"({"a":{"type":"tiny.end"},"b":{"type":"tiny.end","settings":{"outcome":"bad"}},
                                  "c":{"type":"tiny.end"}})");
    CHECK(two.outcomes == std::vector<std::string>{"bad", "done"});
    REQUIRE(two.input.size() == 1);
    CHECK(two.input[0].required);
    CHECK(contract(R"({"a":{"type":"tiny.end"},"b":{"type":"tiny.end","settings":{"outcome":{"expr":"vars.x"}}}})")
              .outcomes.empty());
}
