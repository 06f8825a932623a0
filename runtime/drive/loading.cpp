#include "runtime/drive/loading.hpp"

#include "engine/base/fault.hpp"

namespace millrace::drive {
namespace {

// The first row has the snapshot, or is the first turn.
Result<run::State> fold_rows(const std::vector<store::TurnRow>& rows, run::Flows& flows) {
    run::State state;
    for (const store::TurnRow& row : rows) {
        if (fault("load_misses_the_head") && rows.size() > 1 && &row == &rows.back()) {
            continue;
        }
        const Result<run::Record> record = run::decode_record(row.body);
        if (!record) {
            return record.error();
        }
        if (&row == &rows.front() && row.has_snapshot && row.seq > 1) {
            Result<run::State> snapshot = run::decode_snapshot(record->snapshot, flows);
            if (!snapshot) {
                return snapshot.error();
            }
            state = std::move(*snapshot);
            continue;
        }
        if (auto applied = run::apply_record(state, *record, flows); !applied) {
            return applied.error();
        }
    }
    return state;
}

}  // namespace

Result<std::unique_ptr<LoadedRun>> load(store::Session& session, Versions& versions, RunId id) {
    Result<std::optional<store::StoredRun>> stored = store::load_run(session, id);
    if (!stored) {
        return stored.error();
    }
    if (!*stored || (*stored)->turns.empty()) {
        return std::unique_ptr<LoadedRun>();
    }
    const std::vector<store::TurnRow>& turns = (*stored)->turns;
    Result<run::State> state = with_versions(session, versions, [&] { return fold_rows(turns, versions); });
    if (!state) {
        return state.error();
    }
    auto loaded = std::make_unique<LoadedRun>();
    loaded->header = (*stored)->header;
    loaded->state = std::make_unique<run::State>(std::move(*state));
    loaded->crc = turns.back().crc;
    return loaded;
}

}  // namespace millrace::drive
