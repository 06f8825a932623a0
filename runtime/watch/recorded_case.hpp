#pragma once

#include <string>
#include <vector>

#include "engine/run/journal.hpp"
#include "runtime/flowtest/world.hpp"
#include "runtime/store/rows.hpp"

namespace millrace::watch {

// A run as a case of a `.flowtest`: what customers and agents did, what was read and answered, time where it mattered,
// and what the flow said and came to.
struct RecordedCase {
    std::string name;
    std::string text;  // from its line `case …` on
    bool passes = false;
    std::string why_not;  // what it stumbles over, when it is played: expected and found
};

// The flow that it is a case of, and those beside it that it may start: documents as text.
struct RecordedFlow {
    std::string key;
    std::string document;
    std::vector<std::string> beside;
};

// `turns` are all of the run's. It is played on the flow before it is handed out: of what the bot says, the part that
// is another each time becomes `…`. The error is journal.damaged; MissingAnswer as everywhere.
Result<RecordedCase> record_case(const std::vector<store::TurnRow>& turns, run::Flows& flows, const RecordedFlow& flow,
                                 const flowtest::World& world);

}  // namespace millrace::watch
