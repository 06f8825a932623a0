// Plays docs/guides/lua.md: each ```lua block with the ```flowtest block that follows it.

#include <catch2/catch.hpp>

#include <fstream>
#include <regex>
#include <sstream>

#include "engine/script/node.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/run.hpp"

namespace millrace {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(std::string(MILLRACE_SOURCE_DIR) + "/" + path);
    REQUIRE(file);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Example {
    int line = 0;
    std::string code;
    std::string cases;
};

std::vector<Example> examples_of(const std::string& guide) {
    std::vector<Example> examples;
    std::istringstream lines(guide);
    std::string* block = nullptr;
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line == "```lua") {
            examples.push_back({number, "", ""});
            block = &examples.back().code;
        } else if (line == "```flowtest") {
            REQUIRE(!examples.empty());
            REQUIRE(examples.back().cases.empty());
            block = &examples.back().cases;
        } else if (line == "```") {
            block = nullptr;
        } else if (block != nullptr) {
            *block += line + "\n";
        }
    }
    return examples;
}

bool begins_with(const std::string& text, const std::string& with) {
    return text.compare(0, with.size(), with) == 0;
}

}  // namespace

TEST_CASE("every example of the guide to Lua does what its case says") {
    const std::vector<Example> examples = examples_of(text_of("docs/guides/lua.md"));
    REQUIRE(examples.size() > 20);
    Catalogue catalogue = nodes::shipped_catalogue();
    flowtest::Suite suite;
    for (const Example& example : examples) {
        INFO("docs/guides/lua.md:" << example.line);
        REQUIRE(!example.cases.empty());
        const std::string name = "lua.md:" + std::to_string(example.line);
        if (begins_with(example.cases, "node ")) {
            script::NodeFile file = script::load_node_type(example.code);
            for (const Error& problem : file.problems) {
                FAIL_CHECK(problem.pointer << " " << problem.message);
            }
            REQUIRE(file.ok());
            catalogue.add(std::move(file.type));
            suite.add_script(name, example.cases);
        } else {
            suite.add_script(name, "node script.lua code=" + json::dump(Value(example.code)) + "\n" + example.cases);
        }
    }
    flowtest::World world;
    world.catalogue = &catalogue;
    const flowtest::Report report = flowtest::run(suite, world);
    INFO(flowtest::to_text(report));
    CHECK(report.passed());
    CHECK(report.cases.size() >= examples.size());
}

TEST_CASE("the guide to Lua names every member of ctx") {
    const std::string source = text_of("engine/script/ctx/members.cpp");
    const std::string guide = text_of("docs/guides/lua.md");
    const std::regex verb("\\{\"([a-z_]+)\", ctx_([a-z_]+)\\}");
    int verbs = 0;
    for (std::sregex_iterator one(source.begin(), source.end(), verb), end; one != end; ++one, ++verbs) {
        const bool http = begins_with((*one)[2].str(), "http_");
        const std::string name = http ? "ctx.http." + (*one)[1].str() : "ctx." + (*one)[1].str();
        INFO(name);
        CHECK(guide.find(name) != std::string::npos);
    }
    CHECK(verbs > 20);
    for (const char* name :
         {"vars", "event", "node", "memory", "null", "contact", "conversation", "channel", "call", "target", "org"}) {
        INFO(name);
        CHECK(guide.find(std::string("ctx.") + name) != std::string::npos);
    }
}

}  // namespace millrace
