#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/run/journal.hpp"

namespace millrace::run {

// Where a run, decided again from its journalled inputs, first does something else than it did.
struct Divergence {
    std::uint64_t seq = 0;
    std::string expected;  // what the journal says, as canonical JSON of the first event that differs
    std::string found;     // what happens now
};

struct Replay {
    State state;  // after the last turn that was replayed
    std::optional<Divergence> divergence;
    std::vector<Value> turns;  // as the API shows them
};

// Folds the journal and decides every turn again from its inputs, comparing events and states byte for byte.
// `bodies` are the run's journal rows in order. With another graph for the root (`as_version` of `flows`), the run is
// decided on that one and only what it does is compared, not its bytes. The error is journal.damaged. Like all that
// applies events it may throw MissingAnswer for a flow version that is not loaded.
Result<Replay> replay(const std::vector<std::string>& bodies, Machine& machine,
                      std::optional<std::uint64_t> as_version = std::nullopt);

// Only the fold. The error is journal.damaged.
Result<State> fold(const std::vector<std::string>& bodies, Flows& flows);

}  // namespace millrace::run
