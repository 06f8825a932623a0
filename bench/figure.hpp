#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/flow/document.hpp"
#include "engine/node/graph.hpp"

namespace millrace::bench {

using std::chrono::steady_clock;

// The stopwatch that the server gives its scripts; they are not measured without what watches over them.
inline std::int64_t thread_cpu_ns() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

inline double seconds_since(steady_clock::time_point began) {
    return std::chrono::duration<double>(steady_clock::now() - began).count();
}

// Takes a figure five times, after once for nothing, and prints the median as `name value unit`, with the least and the
// most behind it.
template <class Measure>
void report(const char* name, const char* unit, Measure&& measure) {
    measure();
    std::array<double, 5> seen;
    for (double& one : seen) {
        one = measure();
    }
    std::sort(seen.begin(), seen.end());
    fmt::print("{} {:.0f} {}  [{:.0f} to {:.0f}]\n", name, seen[2], unit, seen.front(), seen.back());
    std::fflush(stdout);
}

// A flow of a bench is a flow that its author got right.
inline flow::Document document_of(std::string_view text) {
    flow::Reading reading = flow::read_text(text);
    for (const auto& problem : reading.problems) {
        fmt::print(stderr, "{}: {}\n", problem.pointer, problem.message);
    }
    MILLRACE_ASSERT(reading.problems.empty());
    return std::move(reading.document);
}

}  // namespace millrace::bench
