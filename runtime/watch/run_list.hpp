#pragma once

#include <optional>
#include <string>

#include "runtime/desk/conversations/run_sight.hpp"
#include "runtime/drive/versions.hpp"

namespace millrace::watch {

// Which runs somebody looks for. Empty members say nothing.
struct RunQuery {
    std::string flow = {};
    std::optional<store::RunStatus> status = {};
    std::int64_t version = 0;  // number; of `flow`
    std::string node = {};     // one of its tokens is there: of runs that go on
    std::string outcome = {};  // of those that ended
    store::SubjectId subject = {};
    std::optional<Time> since = {};  // begun then or later
    std::optional<Time> until = {};  // begun before
    RunId before = {};               // the cursor
    int limit = 50;
};

// Newest first. What the store has no order for is found by looking through what it has one for, so many at once: a
// page may be short, or empty, and have a next one.
struct RunPage {
    List items;
    RunId next = {};  // 0: that was all
};
RunPage find_runs(store::Session& session, drive::Versions& versions, OrgId org, const desk::Viewer& viewer,
                  const RunQuery& query);

// One run as lists show it.
Map show_in_list(store::Session& session, drive::Versions& versions, const store::RunHeader& run);

}  // namespace millrace::watch
