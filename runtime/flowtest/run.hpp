#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/flowtest/report/report.hpp"
#include "runtime/flowtest/suite.hpp"
#include "runtime/flowtest/world.hpp"

namespace millrace::flowtest {

struct RunOptions {
    std::vector<Way> ways = {Way::straight, Way::killed, Way::stored};
    std::string only = {};        // cases with this in "file case"; empty: all
    std::string case_named = {};  // the one case of this name; empty: all
    bool flows_only = false;
    // Called with each run that was played straight, and the flows its versions are numbered in.
    std::function<void(const PlayedRun&, FlowSet&)> played = {};
};

// Plays every case of the suite in every way. A flow that the check refuses fails its cases.
Report run(const Suite& suite, const World& world, const RunOptions& options = {});

// The problems of one of the suite's flows, as a publish beside its neighbours would find them.
Problems check_flow(const flow::Reading& reading, const std::vector<FlowFile>& neighbours, const World& world);

}  // namespace millrace::flowtest
