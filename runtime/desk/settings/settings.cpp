#include "runtime/desk/settings/settings.hpp"

#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/calendars/day.hpp"

namespace millrace::desk {

void describe(Fields<DeskSettings>& fields) {
    fields.add("presence_directory", &DeskSettings::presence_directory)
        .help("Whether agents see who else works here and who is online.");
    fields.add("inactive_after", &DeskSettings::inactive_after)
        .at_most(hours(24))
        .help("An agent with work who does nothing for so long is told to those who lead him; 0s: never.");
    fields.add("time_zone", &DeskSettings::time_zone)
        .help("Where the org's days begin, as Europe/Berlin: for what happened today, and day by day.");
    fields.add("publish_needs_review", &DeskSettings::publish_needs_review)
        .help("Whether a flow is published only when another person than its author has approved it.");
}

store::Migration settings_tables() {
    return {.number = 1950,
            .name = "desk_settings",
            .statements = {"CREATE TABLE desk_settings(org {id} PRIMARY KEY, settings {text} NOT NULL)"}};
}

DeskSettings desk_settings(store::OrgReader reader) {
    const auto row = reader.settled_one("SELECT settings FROM desk_settings WHERE org = $org");
    const Result<Value> settings = row ? json::parse(row->text("settings")) : Result<Value>(Error{});
    return settings ? from_value<DeskSettings>(*settings) : DeskSettings{};
}

Status set_desk_settings(const Work& work, const DeskSettings& settings) {
    if (Status known = check_zone(settings.time_zone); !known) {
        return known;
    }
    const Value before = to_value(desk_settings(work.reader()));
    const Value after = to_value(settings);
    work.tx.run(
        "INSERT INTO desk_settings(org, settings) VALUES($org, $settings)"
        " ON CONFLICT(org) DO UPDATE SET settings = $settings",
        {{"org", work.org}, {"settings", json::dump(after)}});
    record(work, "settings.changed", "settings", before, after);
    return {};
}

}  // namespace millrace::desk
