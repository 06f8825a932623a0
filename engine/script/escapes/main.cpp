// Runs the corpus of attacks and prints how long each takes. In a build with planted faults it also leaves out one
// brick of the wall after the other and expects that some attack then gets through.

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "engine/script/escapes/escape.hpp"
#include "engine/script/faults.hpp"
#include "engine/script/limits.hpp"

using namespace millrace::script;

namespace {

struct Outcome {
    std::string seen;
    double ms = 0;  // of processor time: what others do at the same time is not the attack's doing
};

// In a process of its own: without its brick, an attack may do anything.
Outcome run_apart(const Escape& escape, [[maybe_unused]] const std::string& brick) {
    int ends[2] = {};
    if (pipe(ends) != 0) {
        std::perror("pipe");
        std::exit(2);
    }
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
#if !defined(__SANITIZE_ADDRESS__)
        const rlimit memory{std::size_t{1} << 30, std::size_t{1} << 30};
        setrlimit(RLIMIT_AS, &memory);
#endif
        const rlimit no_core{0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        const itimerval two_seconds{{0, 0}, {2, 0}};
        setitimer(ITIMER_PROF, &two_seconds, nullptr);  // of processor time
        alarm(60);
#if defined(MILLRACE_PLANTED_FAULTS)
        if (!brick.empty()) {
            faults.insert(brick);
        }
#endif
        set_stopwatch(processor_ns);
        const std::string seen = run_escape(escape);
        const auto written = write(ends[1], seen.data(), std::min<std::size_t>(seen.size(), 4000));
        _exit(written < 0 ? 1 : 0);
    }
    close(ends[1]);
    Outcome outcome;
    char buffer[4096];
    for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;) {
        outcome.seen.append(buffer, static_cast<std::size_t>(size));
    }
    close(ends[0]);
    int status = 0;
    rusage used{};
    wait4(child, &status, 0, &used);
    if (WIFSIGNALED(status)) {
        outcome.seen = WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGPROF ? "went on for two seconds"
                                                                                  : "killed the process";
    }
    outcome.ms = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
                 static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
    outcome.ms /= 2;  // it ran twice
    return outcome;
}

// How many attacks get through the whole wall.
int try_all(const std::vector<Escape>& escapes, double ms_max) {
    struct Line {
        std::string name;
        double ms;
    };
    std::vector<Line> lines;
    int through = 0;
    for (const Escape& escape : escapes) {
        const Outcome outcome = run_apart(escape, "");
        lines.push_back({escape.name, outcome.ms});
        if (!holds(escape, outcome.seen) || (ms_max > 0 && outcome.ms > ms_max)) {
            ++through;
            std::printf("THROUGH  %s\n  expected %s\n  seen     %s (%.0f ms)\n", escape.name.c_str(),
                        escape.verdict.c_str(), outcome.seen.substr(0, 300).c_str(), outcome.ms);
        }
    }
    std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.ms > b.ms; });
    std::printf("%zu attacks, %d got through. The slowest, in processor time:\n", escapes.size(), through);
    for (std::size_t i = 0; i < lines.size() && i < 10; ++i) {
        std::printf("  %7.1f ms  %s\n", lines[i].ms, lines[i].name.c_str());
    }
    return through;
}

// How many bricks are idle: left out, none of the attacks that name them gets through.
[[maybe_unused]] int leave_out_each(const std::vector<Escape>& escapes) {
    int idle = 0;
    for (const std::string_view brick : bricks) {
        std::string proof;
        for (const Escape& escape : escapes) {
            if (escape.brick != brick || !proof.empty()) {
                continue;
            }
            const Outcome outcome = run_apart(escape, std::string(brick));
            if (!holds(escape, outcome.seen)) {
                proof = escape.name + ": " + outcome.seen.substr(0, 80);
            }
        }
        idle += proof.empty() ? 1 : 0;
        std::printf("without %-18s %s\n", std::string(brick).c_str(),
                    proof.empty() ? "NOTHING gets through" : proof.c_str());
        std::fflush(stdout);
    }
    return idle;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: escapes FOLDER [--within MS] [--only NAME]\n");
        return 2;
    }
    double ms_max = 0;
    std::string only;
    for (int i = 2; i + 1 < argc; i += 2) {
        if (std::string_view(argv[i]) == "--within") {
            ms_max = std::atof(argv[i + 1]);
        } else if (std::string_view(argv[i]) == "--only") {
            only = argv[i + 1];
        }
    }
    std::vector<Escape> escapes = load_escapes(argv[1]);
    escapes.erase(std::remove_if(escapes.begin(), escapes.end(),
                                 [&](const Escape& one) { return !only.empty() && one.name != only; }),
                  escapes.end());
    int failures = try_all(escapes, ms_max);
#if defined(MILLRACE_PLANTED_FAULTS)
    failures += leave_out_each(escapes);
#endif
    return failures == 0 && !escapes.empty() ? 0 : 1;
}
