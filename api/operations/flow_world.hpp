#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "api/operations/operation.hpp"
#include "engine/flow/document.hpp"
#include "runtime/flowtest/world.hpp"
#include "runtime/publish/published_flows.hpp"

namespace millrace::api {

// What a flow is played with, when it is tried out or tested: the org's node types, the published flows that it can
// reach, and so much of the thread's time: whoever plays does it on the thread on which he asked for this. On a machine
// that has other work it may take longer, but not for ever.
struct FlowWorld {
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<publish::PublishedFlowPtr> beside;
    flowtest::World world;
};
FlowWorld flow_world(const Call& call, const flow::Document& document, std::chrono::milliseconds time);

// A place for one of the few who may play at the same time, so that the threads that may block are left for others.
// Empty when all are taken: the answer is `crowded`.
class PlayingPlaces {
public:
    explicit PlayingPlaces(int places) : free_(places) {}
    using Place = std::unique_ptr<PlayingPlaces, void (*)(PlayingPlaces*)>;
    Place take();

private:
    std::atomic<int> free_;
};
http::Answer crowded();

}  // namespace millrace::api
