// What is going on right now.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/queues/queue.hpp"

namespace millrace::api {
namespace {

http::Answer live(const Call& call) {
    const Time now = call.services.store.clock().now();
    const desk::Viewer viewer = viewer_of(call.caller);
    // The cursor first: what happens after it is heard over the socket, and nothing is missed in between.
    const std::int64_t cursor = call.services.feed.last();
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const Value queues = desk::show_queues(here, viewer, now);
    const Value agents = desk::show_agents(here, viewer, now);
    return http::Answer::json(Map{{"at", to_text(now)},
                                  {"cursor", std::to_string(cursor)},
                                  {"queues", queues["items"]},
                                  {"agents", agents["items"]},
                                  {"conversations", desk::count_open_conversations(here, viewer)}});
}

}  // namespace

void add_live(std::vector<Operation>& all) {
    all.push_back(getting("/api/live", "live.read",
                          "One snapshot: queues, agents, conversations; go on over the socket from its cursor.", live));
}

}  // namespace millrace::api
