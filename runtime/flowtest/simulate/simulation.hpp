#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/flowtest/play/player.hpp"
#include "runtime/flowtest/simulate/step.hpp"
#include "runtime/flowtest/world.hpp"

namespace millrace::flowtest {

// What somebody tries out with a flow, played from the beginning in virtual time.
struct Simulation {
    std::string flow;              // which of the set
    Facts facts;                   // of the world in which it is played; `given` lies over them
    std::vector<Statement> given;  // read_given
    std::vector<SimulationStep> steps;
    // Facts that are looked up when a run asks for them.
    std::function<void(const Question&, Facts&)> learn = {};
    std::size_t answer_bytes_max = std::size_t{8} << 20;
};

struct Simulated {
    // The first is how it stands when it has begun, then one after each step; see Frames. With the member `line`: what
    // the step is called in a case. One that could not be done has `refused`, and is the last.
    List frames;
    // A case that says the same, as one would write it by hand, and passes. When there is none that does (nothing is
    // known of the future, as of two calls answered in another order), `untold` says which line fails.
    std::string flowtest;
    std::string untold;
};

constexpr std::size_t simulation_steps_max = 500;

// The errors: simulation.out_of_time, by World::out_of_time; simulation.too_large; request.invalid for a `given` line
// that means nothing.
Result<Simulated> simulate(const FlowSet& flows, const World& world, const Simulation& simulation);

}  // namespace millrace::flowtest
