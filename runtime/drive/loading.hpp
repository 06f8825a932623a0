#pragma once

#include <memory>

#include "engine/run/journal.hpp"
#include "runtime/drive/versions.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::drive {

struct LoadedRun {
    store::RunHeader header;
    std::unique_ptr<run::State> state;
    std::uint32_t crc = 0;
};

// The run as its journal says, null when there is none. Loads the flow versions it needs. Reads: never on a task.
// "journal.damaged" names run and turn.
Result<std::unique_ptr<LoadedRun>> load(store::Session& session, Versions& versions, RunId run);

// Calls `work`, loading each flow version it turns out to need, until it no longer throws MissingAnswer{"version"}.
template <class Work>
auto with_versions(store::Session& session, Versions& versions, Work&& work) -> decltype(work()) {
    while (true) {
        try {
            return work();
        } catch (const MissingAnswer& missing) {
            if (missing.question.name != "version") {
                throw;
            }
            const auto id = store::VersionId{static_cast<std::uint64_t>(missing.question.about.as_integer())};
            if (auto loaded = versions.load(session, id); !loaded) {
                return loaded.error();
            }
        }
    }
}

}  // namespace millrace::drive
