#pragma once

#include <cstdint>

#include "engine/base/result.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/sqlite/connection.hpp"

namespace millrace::store::sqlite {

// Brings the store up to the list, each migration in a transaction of its own. "store.newer" if it is ahead of the
// list.
Status migrate(Connection& connection, const MigrationList& migrations);

// What a process must know before it writes its first row.
struct Marks {
    std::uint64_t greatest_id = 0;
    std::uint64_t last_lsn = 0;
    Time clock;               // 1970 in a new store
    std::uint64_t epoch = 0;  // counted up for this start
};
// How far the stored clock mark may lag behind; ids begin this much above it.
constexpr Duration clock_mark_every = seconds(1);
Marks take_over(Connection& connection, const MigrationList& migrations);

}  // namespace millrace::store::sqlite
