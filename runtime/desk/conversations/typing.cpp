#include "runtime/desk/conversations/typing.hpp"

#include "runtime/desk/conversations/transitions.hpp"

namespace millrace::desk {
namespace {

std::optional<Conversation> find_assigned(store::OrgReader reader, ConversationId id) {
    std::optional<Conversation> conversation = find_conversation(reader, id);
    return conversation && conversation->status == "assigned" ? conversation : std::nullopt;
}

}  // namespace

std::vector<std::string> topics_while_visitor_types(store::OrgReader reader, ConversationId id) {
    const std::optional<Conversation> conversation = find_assigned(reader, id);
    return conversation ? staff_topics(*conversation) : std::vector<std::string>{};
}

std::vector<std::string> topics_while_agent_types(store::OrgReader reader, ConversationId id, std::string_view user) {
    const std::optional<Conversation> conversation = find_assigned(reader, id);
    return conversation && conversation->agent == user ? std::vector<std::string>{visitor_topic(id)}
                                                       : std::vector<std::string>{};
}

}  // namespace millrace::desk
