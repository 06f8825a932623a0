#include "api/operations/flow_world.hpp"

#include <time.h>

#include "api/operations/services.hpp"
#include "engine/script/chunk.hpp"

namespace millrace::api {

namespace {

constexpr int patience_of_playing = 6;

std::chrono::nanoseconds time_worked() {
    timespec worked{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &worked);
    return std::chrono::seconds(worked.tv_sec) + std::chrono::nanoseconds(worked.tv_nsec);
}

}  // namespace

FlowWorld flow_world(const Call& call, const flow::Document& document, std::chrono::milliseconds time) {
    FlowWorld made;
    made.catalogue = call.services.catalogues.of(call.org());
    {
        const auto reader = call.services.store.reader();
        made.beside =
            publish::reach_of(document, call.services.flows.published(reader->org(call.org())), *made.catalogue);
    }
    made.world.catalogue = made.catalogue.get();
    made.world.vocabulary = &call.services.vocabulary;
    made.world.check_script = [](std::string_view code, const std::vector<std::string>&) {
        const auto chunk = script::Chunk::compile(std::string(code), script::Chunk::Shape::body);
        return chunk ? std::vector<Error>{} : std::vector<Error>{chunk.error()};
    };
    made.world.out_of_time = [worked = time_worked() + time,
                              end = std::chrono::steady_clock::now() + patience_of_playing * time] {
        return time_worked() >= worked || std::chrono::steady_clock::now() >= end;
    };
    return made;
}

PlayingPlaces::Place PlayingPlaces::take() {
    const auto give_back = [](PlayingPlaces* places) { ++places->free_; };
    if (--free_ < 0) {
        ++free_;
        return {nullptr, give_back};
    }
    return {this, give_back};
}

http::Answer crowded() {
    return problem_of(
        {"simulation.busy", "expected a place to play the flow but all are taken: try again in a moment"});
}

}  // namespace millrace::api
