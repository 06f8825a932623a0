#pragma once

#include <cstdint>
#include <vector>

#include "engine/run/journal.hpp"
#include "engine/value/vocabulary.hpp"
#include "runtime/store/rows.hpp"

namespace millrace::watch {

// A page of moments: so many, and so many bytes of variables, at the most. At least one, if there is one.
struct TimelinePage {
    std::uint64_t from = 0;  // moments before it
    std::size_t moments_max = 1000;
    std::size_t bytes_max = std::size_t{4} << 20;
};

struct Timeline {
    List items;
    // Which wires the run has taken, and where it is or has ended ({node, output: nil}): of the whole run.
    List path;
    std::int64_t version = 0;  // number of the root's, as it is now
    std::uint64_t next = 0;    // where the next page begins; 0: there is none
};

// What a run lived through, as a person reads it: its journal applied event by event. Each moment is {seq, at, kind,
// node?, flow?, …}; waits are one moment, with how long they took; the answer to an effect stands at the effect, and
// what a person did about an incident at the incident. `vars` stands where they changed and at the first of a page.
// `turns` are all of the run's, `pending` what is left of its effects. The error is journal.damaged. Like all that
// applies events it may throw MissingAnswer for a flow version that is not loaded.
Result<Timeline> timeline(const std::vector<store::TurnRow>& turns, const std::vector<store::OutboxRow>& pending,
                          run::Flows& flows, const Vocabulary& vocabulary, const TimelinePage& page = {});

}  // namespace millrace::watch
