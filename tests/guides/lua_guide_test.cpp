// Plays docs/guides/lua.md: each ```lua block with the ```flowtest block that follows it.

#include <regex>
#include <set>

#include "engine/script/node.hpp"
#include "engine/script/words.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/run.hpp"
#include "tests/guides/guide.hpp"

namespace millrace::guides {
namespace {

struct Example {
    int line = 0;
    std::string code;
    std::string cases;
};

std::vector<Example> examples_of(const std::string& guide) {
    std::vector<Example> examples;
    for (const Block& block : blocks_of(guide)) {
        INFO("docs/guides/lua.md:" << block.line);
        if (block.language == "lua") {
            examples.push_back({block.line, block.text, ""});
        } else {
            REQUIRE(block.language == "flowtest");
            REQUIRE(!examples.empty());
            REQUIRE(examples.back().cases.empty());
            examples.back().cases = block.text;
        }
    }
    return examples;
}

Value value_of(const std::string& code) {
    const auto chunk = script::Chunk::compile(code, script::Chunk::Shape::body);
    REQUIRE(chunk);
    const auto value = script::evaluate(**chunk, 1);
    INFO((value ? "" : value.error().message));
    REQUIRE(value);
    return *value;
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
    std::set<std::string> words;
    for (const script::Word& word : script::words()) {
        INFO(word.name);
        CHECK(words.insert(std::string(word.name)).second);
        CHECK(begins_with(std::string(word.signature), std::string(word.name)));
        CHECK(guide.find(word.name) != std::string::npos);
    }
    for (std::sregex_iterator one(source.begin(), source.end(), verb), end; one != end; ++one, ++verbs) {
        const bool http = begins_with((*one)[2].str(), "http_");
        const std::string name = http ? "ctx.http." + (*one)[1].str() : "ctx." + (*one)[1].str();
        INFO(name);
        CHECK(guide.find(name) != std::string::npos);
        CHECK(words.count(name) == 1);
    }
    CHECK(verbs > 20);
    for (const char* name :
         {"vars", "event", "node", "memory", "null", "contact", "conversation", "channel", "call", "target", "org"}) {
        INFO(name);
        CHECK(guide.find(std::string("ctx.") + name) != std::string::npos);
        CHECK(words.count(std::string("ctx.") + name) == 1);
    }
    CHECK(words.size() == static_cast<std::size_t>(verbs) + 11);
}

TEST_CASE("what the guide to Lua says is not there is not, and what it says is there is") {
    const std::string guide = text_of("docs/guides/lua.md");
    const std::string paragraph = paragraph_of(guide, "`io`, `os`");
    const std::size_t turn = paragraph.find(" are not there; ");
    const std::size_t end = paragraph.find(" are. ");
    REQUIRE(turn < end);
    REQUIRE(end != std::string::npos);
    const auto missing = quoted_in(paragraph.substr(0, turn));
    const auto there = quoted_in(paragraph.substr(turn, end - turn));
    CHECK(missing.size() >= 9);
    CHECK(there.size() >= 12);
    for (const std::string& name : missing) {
        INFO(name);
        CHECK(value_of("return " + name + " == nil") == Value(true));
    }
    for (const std::string& name : there) {
        INFO(name);
        CHECK(value_of("return " + name + " ~= nil") == Value(true));
    }
    CHECK(value_of("local names = '' for name in pairs({ b = 1, c = 2, a = 3 }) do names = names .. name end "
                   "return names") == Value("abc"));
}

TEST_CASE("a node type in Lua may have each kind of setting that the guide names") {
    const std::string guide = text_of("docs/guides/lua.md");
    const std::string begins = "Kinds of settings are those of nodes in C++: ";
    std::string kinds = guide.substr(guide.find(begins) + begins.size());
    kinds = kinds.substr(0, kinds.find(" and others."));
    const std::regex word("[a-z]+");
    int checked = 0;
    for (std::sregex_iterator one(kinds.begin(), kinds.end(), word), end; one != end; ++one, ++checked) {
        const std::string choices = one->str() == "choice" ? R"(, choices = { { value = "a", label = "A" } })" : "";
        const script::NodeFile file = script::load_node_type(
            R"(return { type = "shop.a", title = "A", outputs = { { key = "done", title = "Done" } },
              settings = { { key = "a", label = "A", kind = ")" +
            one->str() + "\"" + choices + R"( } }, run = function() return "done" end })");
        for (const Error& problem : file.problems) {
            FAIL_CHECK(one->str() << ": " << problem.pointer << " " << problem.message);
        }
    }
    CHECK(checked == 12);
}

}  // namespace millrace::guides
