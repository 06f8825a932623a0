#include "runtime/watch/replay_on.hpp"

#include "runtime/drive/loading.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::watch {
namespace {

// A version of the run's flow that is in no store: its id is one that no store gives.
constexpr std::uint64_t draft_version = 1;

// The versions of the store, and one more that only this replay knows.
class WithOneMore final : public run::Flows {
public:
    WithOneMore(drive::Versions& versions, GraphPtr more) : versions_(versions), more_(std::move(more)) {}
    GraphPtr version(std::uint64_t id) override {
        return more_ != nullptr && id == more_->version_id ? more_ : versions_.version(id);
    }

private:
    drive::Versions& versions_;
    const GraphPtr more_;
};

}  // namespace

Result<run::Replay> replay_on(store::Session& session, drive::Versions& versions, const Vocabulary& vocabulary,
                              const ReplayWish& wish) {
    const auto header = store::find_run(session, wish.run);
    if (!header) {
        return Error{"run.unknown", "expected the id of a run but there is none with '" + to_text(wish.run) + "'"};
    }
    if (header->seq > wish.turns_max) {
        return Error{"run.too_long", "expected a run of at most " + std::to_string(wish.turns_max) +
                                         " turns but it has " + std::to_string(header->seq)};
    }
    const auto rows = store::load_journal(session, wish.run);
    if (!rows) {
        return rows.error();
    }
    std::vector<std::string> bodies;
    for (const store::TurnRow& row : *rows) {
        bodies.push_back(row.body);
    }
    WithOneMore flows(versions, wish.graph);
    run::Machine machine{vocabulary, flows};
    const auto as_version = wish.graph == nullptr ? std::nullopt : std::optional(wish.graph->version_id);
    return drive::with_versions(session, versions, [&] { return run::replay(bodies, machine, as_version); });
}

Result<GraphPtr> compile_draft(std::string_view document, const Catalogue& catalogue, const Vocabulary& vocabulary) {
    GraphPins pins;
    pins.version_id = draft_version;
    return compile(flow::read_text(document).document, catalogue, vocabulary, pins);
}

}  // namespace millrace::watch
