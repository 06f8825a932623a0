#pragma once

#include <string>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::desk {

// What an org decides about its desk as a whole. Without a row it is this.
struct DeskSettings {
    bool presence_directory = true;  // agents see names, and who is online; off: only who leads does
    // An agent who is online, has work and does nothing for so long is told to those who lead him; 0s: never.
    Duration inactive_after = minutes(15);
    std::string time_zone = "UTC";      // where its days begin: today's figures, and those of a day
    bool publish_needs_review = false;  // a flow is published by another person than wrote it
};
void describe(Fields<DeskSettings>& fields);

store::Migration settings_tables();

DeskSettings desk_settings(store::OrgReader reader);
// "calendar.unknown_zone".
Status set_desk_settings(const Work& work, const DeskSettings& settings);

}  // namespace millrace::desk
