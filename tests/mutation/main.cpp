// mutation_test [--quick] FOLDER…
//
// Draws every wire of every flow wrongly, once removed and once to each other node, and expects somebody to notice: the
// check refuses the flow, or one of its transcripts fails. At least 95 % must be noticed; survivors are listed. --quick
// tries every seventh.

#include <cstring>

#include <fmt/format.h>

#include "engine/check/check.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/run.hpp"
#include "tests/mutation/mutant.hpp"

namespace millrace::mutation {
namespace {

constexpr std::size_t quick_step = 7;
constexpr double noticed_min = 0.95;

bool refused(const Mutant& mutant, const flowtest::Suite& suite, const flowtest::World& world) {
    const std::vector<flowtest::FlowFile>& beside = suite.flows.at(mutant.folder);
    return checks::blocks_publish(flowtest::check_flow(beside[mutant.flow].reading, beside, world));
}

flowtest::Report play(const flowtest::Suite& suite, const flowtest::World& world) {
    flowtest::RunOptions options;
    options.ways = {flowtest::Way::straight};
    options.flows_only = true;
    return flowtest::run(suite, world, options);
}

int test(const std::vector<std::string>& folders, std::size_t step) {
    const Catalogue catalogue = nodes::shipped_catalogue();
    flowtest::World world;
    world.catalogue = &catalogue;
    const flowtest::Suite suite = flowtest::load(folders);

    // What fails as it is drawn would notice anything.
    const flowtest::Report unchanged = play(suite, world);
    if (!unchanged.passed() || unchanged.cases.empty()) {
        fmt::print("{}\nexpected transcripts that pass before any wire is wrong\n0 passed, 1 failed\n",
                   to_text(unchanged));
        return 1;
    }
    const std::vector<Mutant> mutants = all_mutants(suite);
    std::size_t tried = 0;
    std::size_t by_check = 0;
    std::size_t by_transcript = 0;
    for (std::size_t i = 0; i < mutants.size(); i += step) {
        ++tried;
        const flowtest::Suite wrong = mutants[i].apply_to(suite);
        if (refused(mutants[i], wrong, world)) {
            ++by_check;
        } else if (!play(wrong, world).passed()) {
            ++by_transcript;
        } else {
            fmt::print("survived: {}\n", mutants[i].name(suite));
        }
    }
    const std::size_t noticed = by_check + by_transcript;
    const std::size_t survived = tried - noticed;
    fmt::print(
        "{} of {} wrong wires tried: {} refused by the check, {} failed a transcript, {} survived ({:.1f} % noticed)\n",
        tried, mutants.size(), by_check, by_transcript, survived,
        100.0 * static_cast<double>(noticed) / static_cast<double>(tried));
    const bool enough = static_cast<double>(noticed) >= noticed_min * static_cast<double>(tried);
    fmt::print("{} passed, {} failed\n", noticed, enough ? 0 : survived);
    return enough ? 0 : 1;
}

}  // namespace
}  // namespace millrace::mutation

int main(int count, char** arguments) {
    std::vector<std::string> folders;
    std::size_t step = 1;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(arguments[i], "--quick") == 0) {
            step = millrace::mutation::quick_step;
        } else {
            folders.emplace_back(arguments[i]);
        }
    }
    if (folders.empty()) {
        fmt::print(stderr, "usage: mutation_test [--quick] FOLDER...\n");
        return 2;
    }
    return millrace::mutation::test(folders, step);
}
