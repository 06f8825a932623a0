// simulate --seeds A..B [--faults LIST|all|none] [--actors LIST|all|none] [--steps N] [--days D] [--bug NAME] [--trace]
// simulate --bugs
//
// The last line is "N passed, N failed".

#include <chrono>
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/fault.hpp"
#include "tests/simulation/bugs.hpp"
#include "tests/simulation/shrink.hpp"

namespace {

using namespace millrace::simulation;

std::uint64_t seed_now = 0;

// A broken assertion ends the program: it says first whose it was.
void say_seed(int) {
    const std::string line =
        fmt::format("seed {}: the program gave up; see it again: simulate --seeds {}\n", seed_now, seed_now);
    const auto written = ::write(1, line.data(), line.size());
    _exit(written > 0 ? 134 : 135);
}

int play_seeds(const Options& options) {
    using std::chrono::steady_clock;
    const auto began = steady_clock::now();
    Coverage coverage = make_coverage();
    Coverage ignored;
    std::uint64_t passed = 0;
    std::uint64_t failed = 0;
    std::uint64_t turns = 0;
    double days = 0;
    for (std::uint64_t seed = options.first; seed <= options.last; ++seed) {
        seed_now = seed;
        Played played = play(seed, options, coverage);
        turns += played.turns;
        days += played.simulated_days;
        if (!played.violation && (seed % 25 == 0 || seed == options.first)) {
            const Played again = play(seed, options, ignored);
            if (again.hash != played.hash) {
                played.violation = Violation{
                    "determinism", fmt::format("played twice it gives {:x} and {:x}", played.hash, again.hash)};
            }
        }
        if (!played.violation) {
            ++passed;
            if (options.trace) {
                for (const std::string& line : played.lines) {
                    fmt::print("{}\n", line);
                }
            }
            continue;
        }
        if (++failed <= 10) {
            print_failure(seed, options, played);
        }
    }
    const double took = std::chrono::duration<double>(steady_clock::now() - began).count();
    if (options.coverage) {
        fmt::print("edges that were taken:\n");
        coverage.print();
    }
    fmt::print("{} seeds in {:.1f} s: {:.0f} seeds and {:.0f} turns a second, {:.0f} simulated days an hour\n",
               passed + failed, took, static_cast<double>(passed + failed) / took, static_cast<double>(turns) / took,
               days / took * 3600);
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    Options options;
    if (const std::string wrong = parse(count, arguments, options); !wrong.empty()) {
        fmt::print(stderr, "simulate: {}\n", wrong);
        return 2;
    }
    std::signal(SIGABRT, say_seed);
    if (options.bugs) {
        return find_bugs(options);
    }
    if (!options.bug.empty()) {
#if defined(MILLRACE_PLANTED_FAULTS)
        millrace::planted_fault = options.bug;
#else
        fmt::print(stderr, "simulate: expected a build with planted faults but this one has none\n");
        return 2;
#endif
    }
    return play_seeds(options);
}
