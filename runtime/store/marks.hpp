#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/base/time.hpp"
#include "runtime/store/migration.hpp"

namespace millrace::store {

// What a process must know before it writes its first row.
struct Marks {
    std::uint64_t greatest_id = 0;
    std::uint64_t last_lsn = 0;
    Time clock;               // no turn is later; 1970 in a new store
    std::uint64_t epoch = 0;  // counted up for this start, by the store itself
};

// How far the stored clock mark may lag behind; ids begin this much above it.
constexpr Duration clock_mark_every = seconds(1);

// The number in the only row's column n; 0 without a row, or when it is null.
using NumberOf = std::function<std::int64_t(std::string_view sql)>;
// All but the epoch. Only once nobody else can write any more.
Marks read_marks(const NumberOf& number_of, const MigrationList& migrations);

}  // namespace millrace::store
