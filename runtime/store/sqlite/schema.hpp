#pragma once

#include "engine/base/result.hpp"
#include "runtime/store/marks.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/sqlite/connection.hpp"

namespace millrace::store::sqlite {

// Brings the store up to the list, each migration in a transaction of its own. "store.newer" if it is ahead of the
// list.
Status migrate(Connection& connection, const MigrationList& migrations);

// What this process begins with, in an epoch of its own.
Marks take_over(Connection& connection, const MigrationList& migrations);

}  // namespace millrace::store::sqlite
