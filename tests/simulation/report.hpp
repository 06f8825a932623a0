#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.hpp"

namespace millrace::simulation {

// What a seed did, as a number: two plays of one seed give the same. With a trace, also as lines.
class Trace {
public:
    explicit Trace(bool lines) : keeps_lines_(lines) {}
    bool keeps_lines() const { return keeps_lines_; }

    void mark(std::string_view what, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0);
    void line(Time now, std::string text);
    std::uint64_t hash() const { return hash_; }
    const std::vector<std::string>& lines() const { return lines_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
    const bool keeps_lines_;
    std::vector<std::string> lines_;
};

// How often each edge of the state machines was taken, over all seeds.
class Coverage {
public:
    void hit(std::string_view group, std::string_view edge);
    // Every edge that could be taken is named before, so that those never taken can be told.
    void expect(std::string_view group, const std::vector<std::string>& edges);
    void print() const;

private:
    std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>, std::less<>> groups_;
};
Coverage make_coverage();

// What is wrong, by the number of the invariant.
struct Violation {
    std::string rule;
    std::string text;
};

}  // namespace millrace::simulation
