#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"

namespace millrace::store {

// One step of the schema, forward only. Statements are SQL common to all stores, with column types spelt by each:
// {id} {int} {time} {bool} (whole numbers), {real}, {text}, {bytes}; {serial} is a row number the store counts
// (primary key included); {clustered} after the closing parenthesis keeps a table in the order of its primary key.
struct Migration {
    int number = 0;         // unique over all folders: the engine has 1 to 99, each desk folder a hundred of its own
    std::string name = {};  // "conversations"
    std::vector<std::string> statements = {};
    // After them, in PostgreSQL's own words and as they stand: what has no like in SQLite.
    std::vector<std::string> statements_on_postgres = {};
    // "table.column" of ids made by an IdSource: new ids start above the greatest of them.
    std::vector<std::string> ids = {};
};

// Registered by the composition root, in one list. Order of registration does not matter: numbers do.
class MigrationList {
public:
    MigrationList();  // begins with the engine's own tables
    void add(Migration migration);
    // Sorted by number. Two of one number are a programmer's mistake and asserted against.
    const std::vector<Migration>& all() const { return migrations_; }

private:
    std::vector<Migration> migrations_;
};

// For the stores: how one of them spells the words in braces, and what is still to be applied ("store.newer" when the
// store has a migration that the list does not).
using Spelling = std::vector<std::pair<std::string_view, std::string_view>>;
std::string spell(std::string_view statement, const Spelling& spelling);
Result<std::vector<const Migration*>> missing_migrations(const MigrationList& list, const std::vector<int>& applied);

}  // namespace millrace::store
