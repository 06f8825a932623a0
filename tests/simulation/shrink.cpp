#include "tests/simulation/shrink.hpp"

#include <fmt/format.h>

#include "tests/simulation/world.hpp"

namespace millrace::simulation {

Played play(std::uint64_t seed, const Options& options, Coverage& coverage) {
    World world(seed, options, coverage);
    Played played;
    played.violation = world.play();
    played.hash = world.trace().hash();
    played.steps = world.steps();
    played.turns = world.ledger.turns();
    played.simulated_days = static_cast<double>(world.simulated().ms) / (24.0 * 3'600'000.0);
    played.faults = world.faults();
    played.actors = world.actors();
    played.lines = world.trace().lines();
    return played;
}

Options shrink(std::uint64_t seed, const Options& options, const Played& first) {
    Coverage ignored;
    Options smallest = options;
    smallest.swarm = false;
    smallest.faults = first.faults;
    smallest.actors = first.actors;
    smallest.trace = false;
    const auto fails_still = [&](const Options& tried) {
        const Played played = play(seed, tried, ignored);
        return played.violation && played.violation->rule == first.violation->rule;
    };
    if (!fails_still(smallest)) {
        return options;
    }
    const auto without = [&](Names Options::*names) {
        const Names all = smallest.*names;
        for (const std::string& name : all) {
            Options tried = smallest;
            (tried.*names).erase(name);
            if (fails_still(tried)) {
                smallest = tried;
            }
        }
    };
    without(&Options::faults);
    without(&Options::actors);
    std::uint64_t too_few = 0;
    std::uint64_t enough = std::min(smallest.steps, play(seed, smallest, ignored).steps);
    while (enough - too_few > 1 + enough / 20) {
        Options tried = smallest;
        tried.steps = too_few + (enough - too_few) / 2;
        (fails_still(tried) ? enough : too_few) = tried.steps;
    }
    Options tried = smallest;
    tried.steps = enough;
    return fails_still(tried) ? tried : smallest;
}

void print_failure(std::uint64_t seed, const Options& options, const Played& played) {
    fmt::print("seed {}: {} is broken: {}\n", seed, played.violation->rule, played.violation->text);
    const Options smallest = shrink(seed, options, played);
    Options traced = smallest;
    traced.trace = true;
    Coverage ignored;
    const Played again = play(seed, traced, ignored);
    std::string swarm = fmt::format(" --faults {} --actors {}", to_text(smallest.faults), to_text(smallest.actors));
    fmt::print("see it again: simulate --seeds {}{} --steps {} --days {}{} --trace\n", seed,
               smallest.swarm ? "" : swarm, smallest.steps, smallest.days,
               smallest.bug.empty() ? "" : " --bug " + smallest.bug);
    const std::size_t shown = options.trace ? again.lines.size() : std::min<std::size_t>(again.lines.size(), 60);
    for (std::size_t i = again.lines.size() - shown; i < again.lines.size(); ++i) {
        fmt::print("    {}\n", again.lines[i]);
    }
}

}  // namespace millrace::simulation
