// How the server is, and how it was in the last hour.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"

namespace millrace::api {
namespace {

http::Answer health(const Call& call) {
    Map shown = call.services.health ? call.services.health() : Map{};
    shown.set("at", to_text(call.services.store.clock().now()));
    shown.set("version", MILLRACE_VERSION);
    const store::Statistics store = call.services.store.statistics();
    Map said = shown["store"].is_map() ? shown["store"].as_map() : Map{};
    said.set("reachable", store.reachable);
    said.set("shared", call.services.store.shared());
    said.set("waiting", static_cast<std::int64_t>(store.waiting));
    said.set("log_frames", static_cast<std::int64_t>(store.log_frames));
    shown.set("store", std::move(said));
    return http::Answer::json(std::move(shown));
}

http::Answer series(const Call& call) {
    const Result<std::int64_t> minutes = call.number("minutes", 60, 1, 60);
    if (!minutes) {
        return problem_of(minutes.error());
    }
    return http::Answer::json(call.services.health_series ? call.services.health_series(static_cast<int>(*minutes))
                                                          : Map{{"every_s", 5}, {"at", List{}}, {"series", Map{}}});
}

}  // namespace

void add_health(std::vector<Operation>& all) {
    all.push_back(getting("/api/health", "system.read",
                          "The newest figures, the store, the version, how long it runs, room on the disk.", health));
    all.push_back(getting("/api/health/series", "system.read",
                          "Figures of this process every five seconds, for an hour at most.", series));
}

}  // namespace millrace::api
