#include <fmt/format.h>

#include "engine/flow/document.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/run.hpp"
#include "tests/fold/fold.hpp"
#include "tests/fold/journal_file.hpp"

namespace millrace::fold_test {
namespace {

StoredRun stored(const flowtest::PlayedRun& run, const flowtest::FlowSet& flows) {
    StoredRun stored;
    stored.name = fmt::format("{} (run {})", run.flow, run.id);
    for (const flowtest::FlowSet::Added& added : flows.added()) {
        stored.flows.push_back({json::dump(flow::write(added.document)), added.keep_all_outputs});
    }
    stored.rows = run.rows;
    return stored;
}

}  // namespace

int play(const std::string& file, const std::vector<std::string>& folders, std::size_t runs_min) {
    const Catalogue catalogue = nodes::shipped_catalogue();
    flowtest::World world;
    world.catalogue = &catalogue;
    const flowtest::Suite suite = flowtest::load(folders);

    std::vector<StoredRun> runs;
    flowtest::RunOptions options;
    options.ways = {flowtest::Way::straight};
    options.played = [&](const flowtest::PlayedRun& run, flowtest::FlowSet& flows) {
        if (!run.rows.empty()) {
            runs.push_back(stored(run, flows));
        }
    };
    flowtest::Report report = flowtest::run(suite, world, options);
    if (runs.empty()) {
        fmt::print(stderr, "fold: expected cases that play runs but found none\n");
        return 1;
    }
    // Each further round has other ids, hence other seeds.
    const std::size_t rounds = (runs_min + runs.size() - 1) / runs.size();
    if (rounds > 1) {
        runs.clear();
        options.ways.assign(rounds, flowtest::Way::straight);
        report = flowtest::run(suite, world, options);
    }
    if (auto written = write_runs(file, runs); !written) {
        fmt::print(stderr, "fold: {}\n", written.error().message);
        return 1;
    }
    fmt::print("{} runs of {} cases, {} rounds, written to {}\n", runs.size(), report.cases.size(), rounds, file);
    return 0;
}

}  // namespace millrace::fold_test
