#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {

void trigger_is_supported(const Facts& facts, Report& report) {
    const std::string& on = facts.document.trigger.on;
    if (on.empty() || on == "api" || on == "conversation.started" || on == "conversation.closed") {
        return;
    }
    if (on == "schedule") {
        report.error("flow.not_supported", nullptr, "/trigger/on",
                     "expected a trigger that this version knows but \"schedule\" is reserved for a later one",
                     "Start the flow through the API instead: \"on\": \"api\".");
        return;
    }
    if (on.rfind("event:", 0) == 0 && on.size() > 6) {
        return;
    }
    report.error(
        "flow.invalid_setting", nullptr, "/trigger/on",
        fmt::format("expected api, conversation.started, conversation.closed or event:NAME but found \"{}\"", on),
        report.did_you_mean(on, {"api", "conversation.started", "conversation.closed"},
                            fmt::format("For an event of your own write \"event:{}\".", on)));
}

}  // namespace millrace::checks
