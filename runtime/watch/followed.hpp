#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "engine/run/decide.hpp"

namespace millrace::watch {

// Runs that somebody follows turn by turn. Thread-safe; a turn of any other run costs one look at a number.
class Followed {
public:
    explicit Followed(run::Flows& flows) : flows_(flows) {}

    void follow(RunId run, Time now);
    // If he was not followed anew since.
    void let_go(RunId run, Time followed_before);
    void took(const run::State& after, const run::Turn& turn);

    struct Turned {
        OrgId org;
        RunId run;
        Time at;
        Map shown;
    };
    // In order; each once. Of a flood only the newest.
    std::vector<Turned> take();

private:
    run::Flows& flows_;
    std::atomic<std::size_t> count_{0};
    std::mutex mutex_;
    std::unordered_map<RunId, Time> runs_;
    std::deque<Turned> turned_;
};

}  // namespace millrace::watch
