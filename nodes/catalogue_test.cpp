// Is every shipped node type complete? What a test of one type cannot see: that none was forgotten.

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/base/text.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/node/graph.hpp"
#include "engine/node/settings.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"

namespace millrace::nodes {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(MILLRACE_SOURCE_DIR) / "nodes";

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// Where a type's three files are, without their extension.
fs::path place_of(const NodeType& type) {
    const std::string word = type.type.substr(type.type.find('.') + 1);
    return (type.source.empty() ? folder : folder / "lua") / type.category / word;
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

// What the cases of a type say, in its own file and in those where it stands within a flow.
struct Cases {
    std::set<std::string> outputs_taken;
    int refusals = 0;
    int cases = 0;
};

Cases cases_of(const NodeType& type) {
    Cases found;
    const fs::path place = place_of(type);
    for (const char* ending : {".flowtest", "_in_a_flow.flowtest"}) {
        std::istringstream lines(text_of(place.string() + ending));
        for (std::string line; std::getline(lines, line);) {
            const std::vector<std::string> words = words_of(line);
            if (words.size() < 2) {
                continue;
            }
            found.cases += words[0] == "case" ? 1 : 0;
            found.refusals += words[0] == "refused" ? 1 : 0;
            if (words[0] == "leaves") {
                found.outputs_taken.insert(words[1]);
            } else if (words.size() == 5 && words[0] == "expect" && words[1] == "left") {
                found.outputs_taken.insert(words[4]);
            }
        }
    }
    return found;
}

std::string first_paragraph(const std::string& help) {
    return help.substr(0, help.find("\n\n"));
}

// The example in a help: the text between ```json and ```.
std::string example_in(const std::string& help) {
    const std::string open = "```json\n";
    const std::size_t begin = help.find(open);
    const std::size_t end = begin == std::string::npos ? begin : help.find("```", begin + open.size());
    return end == std::string::npos ? std::string() : help.substr(begin + open.size(), end - begin - open.size());
}

}  // namespace

TEST_CASE("a shipped node type can be found, drawn and understood") {
    for (const NodeTypePtr& type : shipped_catalogue().all()) {
        INFO(type->type);
        CHECK(type->title != type->type);
        CHECK(!type->icon.empty());
        CHECK(type->category == type->type.substr(0, type->type.find('.')));
        CHECK(first_paragraph(type->help).size() > 40);
        for (const Output& output : type->outputs) {
            INFO(output.key);
            CHECK(!output.title.empty());
            CHECK(output.title.back() == '.');
            CHECK(type->help.find("`" + output.key + "`") != std::string::npos);
        }
        for (const FieldSpec& setting : type->settings.fields) {
            INFO(setting.key);
            CHECK(!setting.label.empty());
        }
    }
}

TEST_CASE("every output of a shipped node type is taken by one of its cases") {
    for (const NodeTypePtr& type : shipped_catalogue().all()) {
        const Cases cases = cases_of(*type);
        INFO(type->type);
        CHECK(cases.cases > 0);
        for (const Output& output : type->outputs) {
            INFO(output.key);
            CHECK(cases.outputs_taken.count(output.key) == 1);
        }
        if (type->outputs_from != OutputsFrom::fixed) {
            CHECK(cases.outputs_taken.size() > type->outputs.size());
        }
        if (!type->settings.fields.empty()) {
            CHECK(cases.refusals > 0);
        }
    }
}

TEST_CASE("the example in each help is a node of its type that the check would take") {
    const expression::Vocabulary words = expression_vocabulary(desk::vocabulary());
    for (const NodeTypePtr& type : shipped_catalogue().all()) {
        INFO(type->type);
        const Result<Value> example = json::parse(example_in(type->help));
        REQUIRE(example);
        CHECK((*example)["type"] == Value(type->type));
        const NodeSettings settings = read_settings(
            *type, (*example)["settings"].is_nil() ? Value(Map{}) : (*example)["settings"], "/settings", words);
        for (const Error& problem : settings.problems) {
            FAIL_CHECK(problem.pointer << ": " << problem.message);
        }
        for (const Output& output : type->outputs) {
            if (output.kind == OutputKind::ok || output.kind == OutputKind::timeout) {
                INFO(output.key);
                CHECK((*example)["next"][output.key].is_string());
            }
        }
    }
}

TEST_CASE("every behaviour in the categories' folders is in the catalogue") {
    const Catalogue catalogue = shipped_catalogue();
    int found = 0;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const fs::path& path = entry.path();
        const bool help = path.extension() == ".md" && path.filename() != "README.md";
        if (help && path.parent_path() != folder) {
            const std::string type = path.parent_path().filename().string() + "." + path.stem().string();
            INFO(type);
            CHECK(catalogue.find(type) != nullptr);
            ++found;
        }
    }
    CHECK(found == static_cast<int>(catalogue.all().size()));
}

}  // namespace millrace::nodes
