#pragma once

#include <optional>
#include <string>

#include "engine/node/catalogue.hpp"
#include "engine/run/replay.hpp"
#include "engine/value/vocabulary.hpp"
#include "runtime/drive/versions.hpp"

namespace millrace::watch {

// A run decided again from its journal, on its own version or on another graph of its flow; the same for the command
// line and the API.
struct ReplayWish {
    RunId run;
    GraphPtr graph = nullptr;  // compiled, with any version_id; null: as it was, byte for byte
    std::uint64_t turns_max = UINT64_MAX;
};

// Errors: run.unknown, run.too_long when it has more turns, journal.damaged, and those of versions that cannot be
// loaded. Reads and computes: never on a task.
Result<run::Replay> replay_on(store::Session& session, drive::Versions& versions, const Vocabulary& vocabulary,
                              const ReplayWish& wish);

// A document that is in no store, ready to be replayed on.
Result<GraphPtr> compile_draft(std::string_view document, const Catalogue& catalogue, const Vocabulary& vocabulary);

}  // namespace millrace::watch
