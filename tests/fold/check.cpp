#include <fmt/format.h>

#include "engine/desk/vocabulary.hpp"
#include "engine/flow/document.hpp"
#include "engine/run/replay.hpp"
#include "nodes/catalogue.hpp"
#include "tests/fold/fold.hpp"
#include "tests/fold/journal_file.hpp"

namespace millrace::fold_test {
namespace {

constexpr std::size_t shown_max = 20;

// The flows of one run, compiled anew from their documents.
class Compiled final : public run::Flows {
public:
    Status compile_all(const std::vector<StoredFlow>& flows, const Catalogue& catalogue) {
        for (const StoredFlow& flow : flows) {
            const flow::Reading reading = flow::read_text(flow.document);
            GraphPins pins;
            pins.version_id = graphs_.size() + 1;
            pins.number = 1;
            pins.keep_all_outputs = flow.keep_all_outputs;
            Result<GraphPtr> graph = compile(reading.document, catalogue, desk::vocabulary(), pins);
            if (!graph) {
                return graph.error();
            }
            graphs_.push_back(std::move(*graph));
        }
        return {};
    }
    GraphPtr version(std::uint64_t id) override {
        MILLRACE_ASSERT(id >= 1 && id <= graphs_.size());
        return graphs_[id - 1];
    }

private:
    std::vector<GraphPtr> graphs_;
};

// Empty if all is well, else the sentence that says where it is not.
std::string wrong_with(const StoredRun& stored, const Catalogue& catalogue) {
    Compiled flows;
    if (auto compiled = flows.compile_all(stored.flows, catalogue); !compiled) {
        return compiled.error().message;
    }
    const Result<run::State> folded = run::fold(stored.rows, flows);
    if (!folded) {
        return folded.error().message;
    }
    run::Machine machine{desk::vocabulary(), flows};
    const Result<run::Replay> again = run::replay(stored.rows, machine);
    if (!again) {
        return again.error().message;
    }
    if (again->divergence) {
        return fmt::format("turn {}: expected {} but {}", again->divergence->seq, again->divergence->expected,
                           again->divergence->found);
    }
    if (run::encode_snapshot(*folded) != run::encode_snapshot(again->state)) {
        return "expected the folded state to be the one that was decided but it is another";
    }
    return {};
}

}  // namespace

int check(const std::string& file) {
    const Result<std::vector<StoredRun>> runs = read_runs(file);
    if (!runs) {
        fmt::print(stderr, "fold: {}\n", runs.error().message);
        return 2;
    }
    const Catalogue catalogue = nodes::shipped_catalogue();
    std::size_t turns = 0;
    std::size_t failed = 0;
    for (const StoredRun& stored : *runs) {
        turns += stored.rows.size();
        const std::string wrong = wrong_with(stored, catalogue);
        if (!wrong.empty() && ++failed <= shown_max) {
            fmt::print("{}: {}\n", stored.name, wrong);
        }
    }
    fmt::print("{} runs, {} turns folded and decided again\n", runs->size(), turns);
    fmt::print("{} passed, {} failed\n", runs->size() - failed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace millrace::fold_test
