// docs/permissions.md is written by hand and says who may do what; here the program is held against it. Run by the
// build.

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "api/operations/catalogue.hpp"
#include "engine/base/text.hpp"
#include "runtime/desk/roles/role.hpp"

namespace millrace::api {
namespace {

using Cells = std::vector<std::string>;
constexpr desk::Role roles[] = {desk::Role::sales_rep, desk::Role::team_lead, desk::Role::supervisor,
                                desk::Role::admin};

std::string bare(std::string_view cell) {
    std::string text(trim(cell));
    text.erase(std::remove(text.begin(), text.end(), '`'), text.end());
    return text;
}

Cells cells_of(std::string_view line) {
    Cells cells;
    line.remove_prefix(1);
    for (std::size_t bar = line.find('|'); bar != line.npos; bar = line.find('|')) {
        cells.push_back(bare(line.substr(0, bar)));
        line.remove_prefix(bar + 1);
    }
    return cells;
}

// The rows of the table whose first column is called so.
std::vector<Cells> tables_of(std::string_view first_column) {
    std::ifstream file(MILLRACE_PERMISSIONS_PAGE);
    REQUIRE(file.good());
    std::vector<Cells> rows;
    bool ours = false;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() != '|') {
            inside = false;
            continue;
        }
        const Cells cells = cells_of(line);
        if (!inside) {
            inside = true;
            ours = cells.front() == first_column;
        } else if (ours && cells.front().substr(0, 3) != "---") {
            rows.push_back(cells);
        }
    }
    return rows;
}

std::string name_of(const Operation& op) {
    return std::string(http::to_text(op.method)) + " " + op.path;
}

}  // namespace

TEST_CASE("RBAC-1 RBAC-16 RBAC-17 each role has the permissions that the page gives it, and no other") {
    const std::vector<Cells> table = tables_of("permission");
    REQUIRE(table.size() > 30);
    std::set<std::string> named;
    for (const Cells& row : table) {
        REQUIRE(row.size() == 6);
        INFO(row[0]);
        CHECK(named.insert(row[0]).second);
        for (std::size_t i = 0; i < 4; ++i) {
            INFO(desk::to_text(roles[i]));
            CHECK((row[2 + i] == "x" || row[2 + i].empty()));
            CHECK(desk::may(roles[i], row[0]) == (row[2 + i] == "x"));
        }
    }
    for (const std::string_view permission : desk::all_permissions()) {
        INFO(permission << " has no row on the page");
        CHECK(named.count(std::string(permission)) == 1);
    }
}

TEST_CASE("RBAC-17 every operation has its line, with its permission") {
    std::map<std::string, Cells> lines;
    for (const Cells& row : tables_of("operation")) {
        INFO(row[0] << " has two lines");
        CHECK(lines.emplace(row[0], row).second);
    }
    for (const Operation& op : operations()) {
        INFO(name_of(op) << " has no line on the page");
        const auto line = lines.find(name_of(op));
        REQUIRE(line != lines.end());
        const bool of_people = op.door == Operation::Door::people;
        CHECK(line->second.size() == (of_people ? 7 : 1));
        if (of_people) {
            CHECK(line->second[1] == op.permission);
        }
        lines.erase(line);
    }
    for (const auto& [name, row] : lines) {
        INFO(name << " is on the page but not in the program");
        CHECK(false);
    }
}

TEST_CASE("RBAC-17 a role without the permission of an operation is refused whatever it asks about") {
    for (const Cells& row : tables_of("operation")) {
        if (row.size() != 7 || row[1].empty()) {
            continue;
        }
        INFO(row[0]);
        for (std::size_t i = 0; i < 4; ++i) {
            INFO(desk::to_text(roles[i]));
            CHECK(desk::may(roles[i], row[1]) == (row[3 + i] != "no"));
        }
    }
}

}  // namespace millrace::api
