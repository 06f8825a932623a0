// Asks a calendar whether it is open now.

#include "engine/node/node_type.hpp"
#include "nodes/calendar_key.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    CalendarKey calendar;
};

void describe(Fields<Settings>& fields) {
    fields.add("calendar", &Settings::calendar).label("Calendar").required();
}

class BusinessHours final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Value& calendar = context.read("calendar", settings.calendar.value);
        if (calendar.is_nil()) {
            return leave_by("error").setting("message", "there is no calendar " + settings.calendar.value);
        }
        return leave_by(calendar["open"].truthy() ? "open" : "closed")
            .setting("local_time", calendar["local_time"])
            .setting("opens_at", calendar["opens_at"])
            .setting("closes_at", calendar["closes_at"]);
    }
};

}  // namespace

NodeType routing_business_hours() {
    return node_type<BusinessHours>("routing.business_hours")
        .titled("Business hours")
        .with_icon("calendar-clock")
        .with_outputs(
            {ok("open", "We are open."), ok("closed", "We are closed."), error("error", "There is no such calendar.")});
}

}  // namespace millrace::nodes
