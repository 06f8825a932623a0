#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "engine/node/graph.hpp"
#include "engine/node/signal.hpp"
#include "engine/value/value.hpp"

namespace millrace::run {

// A run's state: what folding its journal gives. Only apply changes it.

enum class Status : std::uint8_t { running, waiting, completed, incident, cancelled, quarantined };
std::string_view to_text(Status status);
constexpr bool is_terminal(Status status) {
    return status == Status::completed || status == Status::cancelled || status == Status::quarantined;
}

// What the run is about; itself when the id is 0. The engine does not know what kinds there are.
struct Subject {
    String kind;
    std::uint64_t id = 0;
    // The run owns its subject: it alone may talk to it, and nobody may be left in silence by its failure.
    bool owned = false;
};

using ActivationId = std::uint32_t;
using FrameId = std::uint32_t;
using RegionId = std::uint32_t;
constexpr Time never{std::numeric_limits<std::int64_t>::max()};

// A place where the run is about to go on.
struct Token {
    FrameId frame = 0;
    NodeIndex node = no_node;
    RegionId region = 0;  // 0: in none
    Value event;
};

// Something that leaving the activation releases.
struct Hold {
    String effect;
    Value payload;
};

// One visit of a token to a node, from entering to leaving.
struct Activation {
    enum class Phase : std::uint8_t { entered, waiting, calling, failed };

    ActivationId id = 0;
    FrameId frame = 0;
    NodeIndex node = no_node;
    RegionId region = 0;
    Phase phase = Phase::entered;
    Time since;
    Value event;
    Value memory;
    Value settings;               // as worked out on entering; nil when they are the graph's own
    std::vector<String> signals;  // while waiting
    Time due = never;
    std::uint64_t newer_than = 0;  // kept signals up to this number are too old for it
    std::uint32_t resumes = 0;
    std::uint32_t effects = 0;  // asked so far
    std::vector<Hold> holds;
    String code;  // failed
    String message;
};

struct ArmedCatch {
    NodeIndex node = no_node;
    RegionId region = 0;
    String codes;  // joined by commas; empty: every code
};

// A flow in execution: the root, or a subflow entered by an activation.
struct Frame {
    FrameId id = 0;
    ActivationId caller = 0;  // 0: the root
    GraphPtr graph;
    std::vector<Value> slots;  // of graph->variables
    Map extra;                 // variables without a slot
    std::size_t bytes = 0;     // of all variables
    std::uint64_t hooks_fired = 0;
    bool error_routed = false;
    std::vector<ArmedCatch> catches;
    std::map<NodeIndex, Value> kept;
    std::map<NodeIndex, Map> outputs;
};

// One passage through a fork or race.
struct Region {
    RegionId id = 0;
    FrameId frame = 0;
    NodeIndex fork = no_node;
    RegionId parent = 0;
    std::uint32_t branches = 0;
    std::uint32_t arrived = 0;
};

struct KeptSignal {
    std::uint64_t number = 0;
    Time at;
    Signal signal;
};

struct State {
    std::uint64_t run = 0;
    std::uint64_t org = 0;
    std::uint64_t seed = 0;
    Subject subject;
    Status status = Status::running;
    std::uint64_t seq = 0;  // turns applied
    Time started;
    Time updated;
    Time ended;
    String outcome;
    Value result;
    String reason;  // of a quarantine or cancel

    std::vector<Frame> frames;  // the root first; by id
    std::vector<Token> ready;
    std::vector<Activation> activations;  // by id
    std::vector<Region> regions;
    std::vector<KeptSignal> kept;

    ActivationId last_activation = 0;
    FrameId last_frame = 0;
    RegionId last_region = 0;
    std::uint64_t signals_seen = 0;
    std::uint32_t steps = 0;    // since the last command from outside
    std::uint32_t effects = 0;  // asked by the run itself, by no activation
    bool cancelling = false;
    Time cancel_due = never;
    bool last_resort = false;  // the last-resort effect has been asked
    String incident_code;      // of an incident that no activation stands for
    String incident_message;

    Frame* frame(FrameId id);
    const Frame* frame(FrameId id) const;
    Activation* activation(ActivationId id);
    const Activation* activation(ActivationId id) const;
    Region* region(RegionId id);
    const Region* region(RegionId id) const;
    const Frame& root() const { return frames.front(); }

    // The earliest open timer, or `never`.
    Time due() const;
    // True if the frame is `outer` or was entered from within it.
    bool frame_within(FrameId inner, FrameId outer) const;
    bool region_within(RegionId inner, RegionId outer) const;
    // The activation of `frame` in which this frame runs (through any depth of subflows); null for `frame` itself.
    const Activation* stand_in(FrameId inner, FrameId frame) const;
    // True if something at (frame, region) is inside the region: directly, nested, or in a subflow called there.
    bool inside(FrameId frame, RegionId region, const Region& outer) const;
    const Activation* failed() const;  // the first activation that waits for a person
    // Bytes this state takes in memory, roughly; for the cache.
    std::size_t footprint() const;
};

constexpr std::size_t variables_bytes_max = 256 * 1024;
constexpr std::uint32_t steps_max = 10'000;
constexpr std::uint32_t steps_per_turn_max = 1'000;
constexpr int frame_depth_max = 16;
constexpr std::size_t kept_signals_max = 100;
constexpr Duration kept_signal_life = minutes(10);
constexpr Duration cleanup_time_max = seconds(60);

}  // namespace millrace::run
