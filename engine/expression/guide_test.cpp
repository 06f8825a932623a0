// Reads docs/guides/expressions.md and does what it says.

#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/expression/function.hpp"
#include "engine/expression/testing.hpp"

using namespace millrace;
using namespace millrace::expression;

namespace {

struct Row {
    std::vector<std::string> cells;
};

struct Guide {
    std::string text;
    Map values;
    std::map<std::string, std::vector<Row>> tables;  // by the first two heads, "expression|gives"
};

std::string unescaped(std::string cell) {
    for (std::size_t at = cell.find("\\|"); at != std::string::npos; at = cell.find("\\|", at)) {
        cell.erase(at, 1);
    }
    return cell;
}

// The cells of "| a | b |"; a bar inside a cell is written \|.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::size_t begin = 1;
    for (std::size_t at = 1; at < line.size(); ++at) {
        if (line[at] == '|' && line[at - 1] != '\\') {
            const std::string cell(trim(std::string_view(line).substr(begin, at - begin)));
            cells.push_back(unescaped(cell));
            begin = at + 1;
        }
    }
    return cells;
}

// `code`, or `` code with `quotes` ``.
std::string without_quotes(const std::string& cell) {
    REQUIRE(cell.size() >= 2);
    if (cell.size() >= 6 && cell.substr(0, 3) == "`` ") {
        return cell.substr(3, cell.size() - 6);
    }
    REQUIRE(cell.front() == '`');
    REQUIRE(cell.back() == '`');
    return cell.substr(1, cell.size() - 2);
}

Guide read_guide() {
    Guide guide;
    std::ifstream file(MILLRACE_EXPRESSION_GUIDE);
    REQUIRE(file.good());
    std::stringstream all;
    all << file.rdbuf();
    guide.text = all.str();

    const std::size_t open = guide.text.find("```json\n") + 8;
    guide.values = json::parse(guide.text.substr(open, guide.text.find("```", open) - open)).value().as_map();

    std::string table;
    for (std::string line; std::getline(all, line);) {
        if (line.empty() || line[0] != '|') {
            table.clear();
            continue;
        }
        const auto cells = cells_of(line);
        REQUIRE(cells.size() >= 2);
        if (table.empty()) {
            table = cells[0] + "|" + cells[1];
        } else if (cells[0].find("---") != 0) {
            guide.tables[table].push_back({cells});
        }
    }
    return guide;
}

const Guide& guide() {
    static const Guide read = read_guide();
    return read;
}

const std::vector<Row>& table(const std::string& heads, std::size_t rows_min) {
    const auto found = guide().tables.find(heads);
    REQUIRE(found != guide().tables.end());
    REQUIRE(found->second.size() >= rows_min);
    return found->second;
}

}  // namespace

TEST_CASE("The examples of the guide give what it says", "[expression][guide]") {
    for (const Row& row : table("expression|gives", 40)) {
        const std::string source = without_quotes(row.cells[0]);
        INFO(source);
        // Both as JSON: what is shown is told apart by its kind too, 3 from 3.0.
        CHECK(testing::answer(source, guide().values) == testing::answer(without_quotes(row.cells[1]), guide().values));
        CHECK(testing::answer(source, guide().values).find("error") == std::string::npos);
    }
}

TEST_CASE("The page begins with a condition and a template that work", "[expression][guide]") {
    std::vector<std::string> shown;
    std::istringstream lines(guide().text);
    bool fenced = false;
    for (std::string line; std::getline(lines, line);) {
        fenced = fenced != (line.rfind("```", 0) == 0);
        if (!fenced && line.rfind("    ", 0) == 0) {
            shown.push_back(line.substr(4));
        }
    }
    REQUIRE(shown.size() == 2);  // other examples stand in tables
    CHECK(testing::answer(shown[0], guide().values) == "true");
    CHECK(testing::rendered(shown[1], guide().values) == "Hello Ana, you are number 3 in the queue.");
}

TEST_CASE("Each kind of value is written as the guide says", "[expression][guide]") {
    const std::map<std::string, bool (*)(const Value&)> kinds = {
        {"nothing", [](const Value& value) { return value.is_nil(); }},
        {"boolean", [](const Value& value) { return value.is_bool(); }},
        {"integer", [](const Value& value) { return value.is_integer(); }},
        {"number", [](const Value& value) { return value.is_number(); }},
        {"string", [](const Value& value) { return value.is_string(); }},
        {"list", [](const Value& value) { return value.is_list(); }},
    };
    int checked = 0;
    for (const Row& row : table("kind|how it is written", 7)) {
        const auto is_of_kind = kinds.find(row.cells[0]);
        const std::string written = row.cells[1].substr(0, row.cells[1].find(';'));  // then come remarks
        for (std::size_t open = written.find('`'); open != std::string::npos; ++checked) {
            const std::size_t close = written.find('`', open + 1);
            const std::string source = written.substr(open + 1, close - open - 1);
            INFO(source);
            const auto expression = parse(source, testing::words());
            REQUIRE(expression.ok());
            MapScope scope(testing::words(), guide().values, testing::noon());
            const auto value = evaluate(*expression, scope);
            REQUIRE(value.ok());
            REQUIRE(is_of_kind != kinds.end());
            CHECK(is_of_kind->second(*value));
            open = written.find('`', close + 1);
        }
    }
    CHECK(checked == 13);
}

TEST_CASE("The templates of the guide show what it says", "[expression][guide]") {
    for (const Row& row : table("template|shows", 8)) {
        const std::string source = without_quotes(row.cells[0]);
        INFO(source);
        CHECK(testing::rendered(source, guide().values) == without_quotes(row.cells[1]));
    }
}

TEST_CASE("The mistakes of the guide are answered as it says", "[expression][guide]") {
    for (const Row& row : table("expression|complaint", 5)) {
        const std::string source = without_quotes(row.cells[0]);
        const auto expression = parse(source, testing::words());
        INFO(source);
        REQUIRE_FALSE(expression.ok());
        CHECK(expression.error().message.find(without_quotes(row.cells[1])) != std::string::npos);
    }
    for (const Row& row : table("expression|fails with", 3)) {
        const std::string source = without_quotes(row.cells[0]);
        const auto expression = parse(source, testing::words());
        REQUIRE(expression.ok());
        MapScope scope(testing::words(), guide().values, testing::noon());
        const auto value = evaluate(*expression, scope);
        INFO(source);
        REQUIRE_FALSE(value.ok());
        CHECK(value.error().message.find(without_quotes(row.cells[1])) != std::string::npos);
    }
}

TEST_CASE("The guide lists every function as the table has it", "[expression][guide]") {
    for (const Function& function : functions()) {
        std::string row = "| `" + function.signature() + "` | " + std::string(function.help) + " | `" +
                          std::string(function.example) + "` | `" + std::string(function.gives) + "` |";
        INFO("missing in the guide:\n" << row);
        CHECK(guide().text.find(row) != std::string::npos);
    }
    CHECK(table("function|what it gives", 1).size() == functions().size());
}
