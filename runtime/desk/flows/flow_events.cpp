#include "runtime/desk/flows/flow_events.hpp"

#include "runtime/desk/users/user.hpp"

namespace millrace::desk {

std::string topic_of_flow(std::string_view flow) {
    return "flow:" + std::string(flow);
}

void tell_of_flow(const Work& work, std::string_view event, const std::string& flow, Map more) {
    const std::string author(work.actor);
    const std::optional<User> user = find_user(work.reader(), author);
    more.set("key", flow);
    more.set("author", author);
    more.set("author_name", user ? user->name : author);
    work.publish(event, {topic_of_flow(flow)}, std::move(more));
}

void tell_of_flow_action(const Work& work, std::string_view action, const std::string& flow, const Value& after) {
    if (action == "flow.draft_saved" || action == "flow.created") {
        tell_of_flow(work, event::flow_drafted, flow,
                     Map{{"etag", after["draft"]}, {"updated_at", to_text(work.now())}});
    } else if (action == "flow.draft_discarded") {
        tell_of_flow(work, event::flow_draft_discarded, flow, {});
    } else if (action == "flow.published") {
        tell_of_flow(work, event::flow_published, flow, Map{{"version", after["version"]}});
    } else if (action == "flow.rolled_back") {
        tell_of_flow(work, event::flow_rolled_back, flow, Map{{"version", after["version"]}});
    } else if (action == "flow.bound") {
        tell_of_flow(work, event::flow_bound, flow, {});
    }
}

}  // namespace millrace::desk
