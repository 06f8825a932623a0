#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

namespace millrace::observe {

// The last so many samples of some figures, in memory. Thread-safe.
class Series {
public:
    using Figures = std::vector<std::optional<double>>;  // in the order of the names; none: not known then

    Series(std::vector<std::string> names, std::size_t kept) : names_(std::move(names)), kept_(kept) {}

    void add(Time at, Figures figures);
    // {at: [time], series: {name: [number or null]}}, oldest first, from that time on.
    Map show(Time from) const;
    // {name: number or null}; empty before the first.
    Map newest() const;

private:
    struct Sample {
        Time at;
        Figures figures;
    };
    const std::vector<std::string> names_;
    const std::size_t kept_;
    mutable std::mutex mutex_;
    std::deque<Sample> samples_;
};

}  // namespace millrace::observe
