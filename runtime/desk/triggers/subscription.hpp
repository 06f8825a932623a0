#pragma once

#include <string_view>
#include <vector>

#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"

namespace millrace::desk {

// Runs that wait for an event with a key, by activation.
store::Migration subscription_tables();

// Does any run wait for this event, with whatever key?
bool is_awaited(store::OrgReader reader, std::string_view event);

// Tells who subscribed to the event with this key, and lets published flows on it begin. `subject` is what the event is
// about, or 0. The runs that were told; the flows that begin are found after the commit.
std::vector<RunId> tell_others(const Work& work, store::SubjectId subject, std::string_view subject_kind,
                               std::string_view event, std::string_view key, const Value& payload);

}  // namespace millrace::desk
