// Goes round a number of times, or while a condition holds. A wire that comes back here goes on with the next round.

#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::optional<std::int64_t> times;
    std::optional<expression::Expression> condition;
    std::int64_t max = 1000;
};

void describe(Fields<Settings>& fields) {
    fields.add("times", &Settings::times).label("Times").at_least(0.0);
    fields.add("while", &Settings::condition).label("While").help("Asked before each round.");
    fields.add("max", &Settings::max)
        .label("At most")
        .help("Rounds, whatever the condition says.")
        .at_least(1.0)
        .at_most(10'000.0);
}

std::vector<Error> check_loop(const Value& settings) {
    if (settings["times"].is_nil() == settings["while"].is_nil()) {
        return {{"invalid_setting",
                 "expected exactly one of times and while but found " +
                     std::string(settings["times"].is_nil() ? "neither" : "both"),
                 "/times"}};
    }
    return {};
}

class Loop final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const std::int64_t round = context.kept().is_integer() ? context.kept().as_integer() : 0;
        bool again = round < settings.max && (!settings.times || round < *settings.times);
        if (again && settings.condition) {
            const Result<Value> holds = context.evaluate(*settings.condition);
            if (!holds) {
                return fail(holds.error().code, holds.error().message);
            }
            again = holds->truthy();
        }
        if (!again) {
            return leave_by("done").setting("rounds", round).keeping(Value());
        }
        return leave_by("again").setting("round", round + 1).keeping(round + 1);
    }
};

}  // namespace

NodeType control_loop() {
    return node_type<Loop>("control.loop")
        .titled("Loop")
        .with_icon("repeat")
        .with_outputs({ok("again", "One more round."), ok("done", "No more.")})
        .in_role(Role::loop)
        .checked_by(check_loop);
}

}  // namespace millrace::nodes
