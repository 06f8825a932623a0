#include "runtime/store/migration.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "runtime/store/engine_tables.hpp"
#include "runtime/store/write_function.hpp"

namespace millrace::store {

MigrationList::MigrationList() {
    add(engine_tables());
    add(write_function());
}

void MigrationList::add(Migration migration) {
    const auto at = std::lower_bound(migrations_.begin(), migrations_.end(), migration,
                                     [](const Migration& a, const Migration& b) { return a.number < b.number; });
    MILLRACE_ASSERT(migration.number > 0);
    MILLRACE_ASSERT(at == migrations_.end() || at->number != migration.number);
    migrations_.insert(at, std::move(migration));
}

std::string spell(std::string_view statement, const Spelling& spelling) {
    std::string out;
    std::size_t at = 0;
    while (at < statement.size()) {
        const auto open = statement.find('{', at);
        out.append(statement.substr(at, open - at));
        if (open == std::string_view::npos) {
            break;
        }
        const auto close = statement.find('}', open);
        MILLRACE_ASSERT(close != std::string_view::npos);
        const auto word = statement.substr(open + 1, close - open - 1);
        if (word.empty()) {
            out.append("{}");  // an empty JSON object among the defaults
            at = close + 1;
            continue;
        }
        const auto known =
            std::find_if(spelling.begin(), spelling.end(), [&](const auto& w) { return w.first == word; });
        MILLRACE_ASSERT(known != spelling.end());
        out.append(known->second);
        at = close + 1;
    }
    return out;
}

Result<std::vector<const Migration*>> missing_migrations(const MigrationList& list, const std::vector<int>& applied) {
    for (const int number : applied) {
        const bool known = std::any_of(list.all().begin(), list.all().end(),
                                       [&](const Migration& migration) { return migration.number == number; });
        if (!known) {
            return Error{"store.newer",
                         fmt::format("expected a store this program knows, but it has migration {}: it was "
                                     "written by a newer version",
                                     number)};
        }
    }
    std::vector<const Migration*> missing;
    for (const auto& migration : list.all()) {
        if (std::find(applied.begin(), applied.end(), migration.number) == applied.end()) {
            missing.push_back(&migration);
        }
    }
    return missing;
}

}  // namespace millrace::store
