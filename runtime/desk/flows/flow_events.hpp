#pragma once

#include <string>
#include <string_view>

#include "runtime/desk/events/event.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::desk {

// To those who look at the flow: {key, author, author_name} of who did it, and what more there is to say.
void tell_of_flow(const Work& work, std::string_view event, const std::string& flow, Map more);

// What an action of the flow service ("flow.published") is told as.
void tell_of_flow_action(const Work& work, std::string_view action, const std::string& flow, const Value& after);

std::string topic_of_flow(std::string_view flow);

}  // namespace millrace::desk
