#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/conversations/conversation.hpp"

namespace millrace::desk {

// Topics of those who may hear that somebody is typing: the other side of an open conversation that a person has, and
// nobody else. It is said and forgotten, never written.
std::vector<std::string> topics_while_visitor_types(store::OrgReader reader, ConversationId id);
std::vector<std::string> topics_while_agent_types(store::OrgReader reader, ConversationId id, std::string_view user);

}  // namespace millrace::desk
