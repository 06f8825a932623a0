#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "runtime/store/rows.hpp"

namespace millrace::power_loss {

inline constexpr OrgId org{7};

// What was asked of the store, and what it acknowledged: our own account, which the store knows nothing of.
struct Asked {
    RunId run = {};         // none: work of the desk alone
    std::uint64_t seq = 0;  // of its turn
    std::string body = {};
    std::uint64_t note = 0;    // written by local work
    std::uint64_t outbox = 0;  // 0: none
    std::uint64_t inbox = 0;
    std::uint64_t closes_outbox = 0;
    std::uint64_t consumes_inbox = 0;
    std::string key = {};  // its idempotency key; "": none
    bool acknowledged = false;
    bool refused = false;  // it came back, and was not written
};

struct Record {
    std::vector<Asked> asked;  // in the order of asking, which is the order of writing
    std::uint64_t acknowledged() const {
        std::uint64_t count = 0;
        for (const Asked& one : asked) {
            count += one.acknowledged ? 1 : 0;
        }
        return count;
    }
};

// What the store says now, held against the record; a sentence for each breach. Whoever asked and got no answer learns
// here what became of it: the record is then what the store holds, and all of it counts as acknowledged.
struct Findings {
    std::vector<std::string> lost;     // acknowledged, and not there
    std::vector<std::string> unsound;  // half there, twice there, damaged, or never asked for
};

}  // namespace millrace::power_loss
