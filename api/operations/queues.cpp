// Queues and teams.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::api {
namespace {

http::Answer queues(const Call& call) {
    const auto reader = call.services.store.reader();
    if (call.request.query_value("all").value_or("") == "1") {
        return http::Answer::json(desk::name_queues(reader->org(call.org())));
    }
    return http::Answer::json(
        desk::show_queues(reader->org(call.org()), viewer_of(call.caller), call.services.store.clock().now()));
}

http::Answer teams(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_teams(reader->org(call.org()), viewer_of(call.caller)));
}

}  // namespace

void add_queues(std::vector<Operation>& all) {
    all.push_back(getting("/api/queues", "queue.read",
                          "The queues of your teams and who waits there; ?all=1: the names of all, to hand on to.",
                          queues));
    all.push_back(getting("/api/teams", "team.read", "Your teams and their members.", teams));
}

}  // namespace millrace::api
