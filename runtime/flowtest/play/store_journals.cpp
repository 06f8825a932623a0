// Turns are saved as the drive saves them, and runs are loaded as it loads them.

#include "runtime/flowtest/play/store_journals.hpp"

#include <algorithm>
#include <map>

#include "engine/run/replay.hpp"
#include "runtime/store/run_table.hpp"
#include "runtime/store/store.hpp"

namespace millrace::flowtest {
namespace {

class VirtualClock final : public Clock {
public:
    Time now() override { return time; }
    Time time;
};

constexpr OrgId org{1};

store::RunStatus stored(run::Status status) {
    switch (status) {
        case run::Status::running:
            return store::RunStatus::running;
        case run::Status::waiting:
            return store::RunStatus::waiting;
        case run::Status::completed:
            return store::RunStatus::completed;
        case run::Status::incident:
            return store::RunStatus::incident;
        case run::Status::cancelled:
            return store::RunStatus::cancelled;
        case run::Status::quarantined:
            return store::RunStatus::quarantined;
    }
    return store::RunStatus::quarantined;
}

Error differs(std::string what) {
    return {"replay.store", "expected the store to give back " + std::move(what)};
}

}  // namespace

class JournalStore::Opened {
public:
    Opened() {
        store::Options options;
        options.wall = &clock;
        options.writing = store::Writing::by_hand;
        Result<std::unique_ptr<store::Store>> opened = store::open_store(std::move(options));
        MILLRACE_ASSERT(opened.ok());
        store = std::move(*opened);
    }

    VirtualClock clock;
    std::unique_ptr<store::Store> store;
};

namespace {

class Stored final : public Journals {
public:
    Stored(store::Store& store, VirtualClock& clock) : store_(store), clock_(clock) {}

    Status keep(const PlayedRun& run, bool has_snapshot) override {
        Kept& kept = kept_[run.id];
        const run::State& state = run.state;
        clock_.time = state.updated;
        auto commit = std::make_unique<store::Commit>();
        store::RunChange change;
        change.seq_before = kept.header.seq;
        change.status_before = kept.header.status;
        store::RunHeader& header = change.header;
        header = kept.header;
        header.id = RunId{run.id};
        header.org = org;
        header.flow = run.flow;
        change.relabelled = header.version.value != state.root().graph->version_id;
        header.version = store::VersionId{state.root().graph->version_id};
        header.status = stored(state.status);
        header.subject = store::SubjectId{state.subject.id != 0 ? state.subject.id : run.id};
        // Who owns the conversation is the desk's business; its unique index would refuse the run that takes over.
        header.owner = false;
        header.seq = state.seq;
        header.due = state.due() == run::never ? std::nullopt : std::optional<Time>(state.due());
        header.started = state.started;
        header.updated = state.updated;
        store::TurnRow row;
        row.run = header.id;
        row.org = org;
        row.seq = state.seq;
        row.prev = kept.header.head;
        row.body = run.rows.back();
        row.crc = store::turn_crc(kept.crc, header.id, state.seq, row.body);
        row.has_snapshot = has_snapshot;
        commit->turn = std::move(row);
        commit->run = std::move(change);
        const auto back = store_.commit_and_wait(std::move(commit));
        if (back->result.outcome != store::Outcome::committed) {
            return differs("a committed turn but it says " + std::string(to_text(back->result.outcome)) + " " +
                           back->result.error.message);
        }
        kept.header = back->run->header;
        kept.crc = back->turn->crc;
        return {};
    }

    Result<run::State> revive(const PlayedRun& run, run::Machine& machine) override {
        const auto reader = store_.reader();
        const Result<std::vector<store::TurnRow>> journal = store::load_journal(*reader, RunId{run.id});
        if (!journal) {
            return journal.error();
        }
        const bool same =
            std::equal(journal->begin(), journal->end(), run.rows.begin(), run.rows.end(),
                       [](const store::TurnRow& row, const std::string& body) { return row.body == body; });
        if (!same) {
            return differs("the rows that were written but they are others");
        }
        const Result<std::optional<store::StoredRun>> loaded = store::load_run(*reader, RunId{run.id});
        if (!loaded) {
            return loaded.error();
        }
        Result<run::State> state = fold((*loaded)->turns, machine.flows);
        if (state && run::encode_snapshot(*state) != run::encode_snapshot(run.state)) {
            return differs("the state that lived but it is another");
        }
        return state;
    }
    bool answers_at_hand() const override { return true; }

private:
    // From the newest snapshot on.
    static Result<run::State> fold(const std::vector<store::TurnRow>& rows, run::Flows& flows) {
        run::State state;
        for (const store::TurnRow& row : rows) {
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
            } else if (auto applied = run::apply_record(state, *record, flows); !applied) {
                return applied.error();
            }
        }
        return state;
    }

    struct Kept {
        store::RunHeader header;
        std::uint32_t crc = 0;
    };
    store::Store& store_;
    VirtualClock& clock_;
    std::map<std::uint64_t, Kept> kept_;
};

}  // namespace

JournalStore::JournalStore(const std::vector<Way>& ways) {
    if (std::find(ways.begin(), ways.end(), Way::stored) != ways.end()) {
        opened_ = std::make_unique<Opened>();
    }
}
JournalStore::~JournalStore() = default;

std::unique_ptr<Journals> JournalStore::journals() {
    MILLRACE_ASSERT(opened_ != nullptr);
    return std::make_unique<Stored>(*opened_->store, opened_->clock);
}

}  // namespace millrace::flowtest
