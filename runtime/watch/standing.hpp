#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_set>
#include <vector>

#include "engine/run/decide.hpp"
#include "runtime/drive/versions.hpp"
#include "runtime/store/store.hpp"

namespace millrace::watch {

// Where the runs stand that no turn of this process has told of: those that it found. An org's are counted when
// somebody first asks, in slices, while turns go on: each run counts either here or among the turns, never in both.
// On a store that other processes have a part in, all that go on are counted here, anew whenever it is long ago.
class Standing {
public:
    // Turns before `since` were another process's.
    explicit Standing(Time since) : since_(since) {}
    void shared_with_others() { is_shared_ = true; }

    // A run that this process found has had its first turn here: from now on the turns tell.
    void moved_on(OrgId org, RunId run, std::uint64_t subject, const std::vector<run::Place>& stood);

    // Counts on for about so long. True when the org's are all counted. Reads: never on a task.
    bool count(OrgId org, store::Store& store, drive::Versions& versions, std::chrono::milliseconds budget);

    struct Counted {
        std::vector<std::int64_t> nodes;
        std::int64_t runs = 0;
        bool is_all = false;  // turns of this process are in it, too
    };
    // None while they are not counted yet.
    std::optional<Counted> of(OrgId org, std::uint64_t version, std::size_t nodes) const;

private:
    using Counts = std::map<run::Place, std::int64_t>;
    struct Org {
        bool is_counted = false;
        std::uint64_t cursor = 0;  // subjects up to here are in
        std::chrono::steady_clock::time_point counted_at;
        Counts counts;
        Counts next;                              // of a count that goes on, where there was one before
        std::unordered_set<std::uint64_t> ahead;  // moved on before the count came to them
        std::unordered_set<std::uint64_t> told;   // the count met them when they had moved on
    };
    bool count_slice(OrgId org, store::Store& store, drive::Versions& versions);

    const Time since_;
    bool is_shared_ = false;
    std::mutex counting_;  // one count at a time
    mutable std::mutex mutex_;
    std::map<OrgId, Org> orgs_;
};

}  // namespace millrace::watch
