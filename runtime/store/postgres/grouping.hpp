#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>

#include "runtime/store/commit.hpp"

namespace millrace::store::postgres {

// Which commits may be written by the same statements: those that do not touch one another's rows.
class Grouping {
public:
    // False: it must wait for the next group.
    bool admits(const Commit& commit) const;
    void add(const Commit& commit);
    void clear() { *this = {}; }

private:
    using Subject = std::pair<std::uint64_t, std::uint64_t>;
    using Key = std::pair<std::uint64_t, std::string>;

    std::unordered_set<std::uint64_t> rows_;  // ids of runs, inbox and outbox rows: one counter, so they never meet
    std::set<Subject> subjects_;
    std::set<Key> keys_;
    std::size_t bytes_ = 0;
    bool full_ = false;
};

// A change of the header that may meet the index of subjects' owners: written alone, in a savepoint.
bool may_take_subject(const RunChange& change);

// The shards whose rows it changes, a bit each. Rows that it leaves in an inbox or outbox may be another's to take up.
std::uint64_t shards_of(const Commit& commit);

}  // namespace millrace::store::postgres
