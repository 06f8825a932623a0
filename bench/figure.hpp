#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

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

// Prints the median as `name value unit`, with the least and the most behind it if there are several.
inline void print_figure(const std::string& name, const char* unit, std::vector<double> seen) {
    MILLRACE_ASSERT(!seen.empty());
    std::sort(seen.begin(), seen.end());
    const auto text = [](double value) { return fmt::format("{:.{}f}", value, value < 20 ? 2 : 0); };
    fmt::print("{} {} {}", name, text(seen[seen.size() / 2]), unit);
    if (seen.size() > 1) {
        fmt::print("  [{} to {}]", text(seen.front()), text(seen.back()));
    }
    fmt::print("\n");
    std::fflush(stdout);
}

// Takes a figure five times, after once for nothing.
template <class Measure>
void report(const std::string& name, const char* unit, Measure&& measure) {
    measure();
    std::vector<double> seen;
    seen.reserve(5);
    for (int i = 0; i < 5; ++i) {
        seen.push_back(measure());
    }
    print_figure(name, unit, std::move(seen));
}

// What is under way, for whoever looks on.
template <class... Args>
void say(fmt::format_string<Args...> text, Args&&... args) {
    fmt::print(stderr, "# {}\n", fmt::format(text, std::forward<Args>(args)...));
}

// The value that so many of a hundred do not exceed. Sorts what it is given; 0 for nothing.
inline double percentile(std::vector<double>& values, double percent) {
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    const auto at = static_cast<std::size_t>(static_cast<double>(values.size()) * percent / 100.0);
    return values[std::min(at, values.size() - 1)];
}

// What a bench needs to go on; without it the bench ends.
template <class T>
T expected(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}: {}\n", result.error().code, result.error().message);
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
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
