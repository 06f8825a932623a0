#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/spent.hpp"
#include "engine/run/decide.hpp"
#include "runtime/watch/standing.hpp"

namespace millrace::watch {

struct NodeFigures {
    std::uint64_t entered = 0;
    std::uint64_t errors = 0;
    std::optional<std::int64_t> waiting;  // runs that are there now; none: not known yet
    std::vector<std::uint64_t> left;      // by wire; may be shorter than the node has
    std::optional<std::int64_t> p50_ms;   // spent there, of those that left
    std::optional<std::int64_t> p99_ms;

    friend bool operator==(const NodeFigures&, const NodeFigures&) = default;
};

struct RunFigures {
    std::uint64_t started = 0;
    std::uint64_t ended = 0;
    std::uint64_t incidents = 0;
    std::optional<std::int64_t> live;
    std::map<std::string, std::uint64_t> outcomes;

    friend bool operator==(const RunFigures&, const RunFigures&) = default;
};

// Of one flow version, by the places of its nodes; what called it as a subflow counts too, but is none of its runs.
struct FlowFigures {
    std::vector<NodeFigures> nodes;  // may be shorter than the flow
    RunFigures runs;
};

// Counts what committed turns did at nodes, since the process began. A turn costs one lock that only its own thread
// takes, and a few additions for each step. Thread-safe.
class Figures {
public:
    explicit Figures(Time since) : since_(since), standing_(since) {}

    Time since() const { return since_; }
    Standing& standing() { return standing_; }

    // After the commit, on whichever thread it is told.
    void took(const run::State& after, const run::Turn& turn);

    FlowFigures of(OrgId org, std::uint64_t version, std::size_t nodes) const;

    struct Changed {
        OrgId org;
        std::uint64_t version = 0;
    };
    // The versions that have counted something since this was last asked.
    std::vector<Changed> take_changed();

private:
    struct Cells {
        std::uint64_t entered = 0;
        std::uint64_t errors = 0;
        std::int64_t here = 0;  // came since the start, less those that went
        std::vector<std::uint64_t> left;
        std::unique_ptr<Spent> spent;
    };
    struct Version {
        OrgId org;
        std::vector<Cells> nodes;
        RunFigures runs;
        std::int64_t live = 0;
        bool changed = false;

        Cells& at(NodeIndex node);
    };
    struct alignas(64) Stripe {
        mutable std::mutex mutex;
        std::unordered_map<std::uint64_t, Version> versions;
    };
    Stripe& mine();
    static void count(Version& version, const run::Passage& passage);

    const Time since_;
    Standing standing_;
    std::array<Stripe, 8> stripes_;
};

}  // namespace millrace::watch
