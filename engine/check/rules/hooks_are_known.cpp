#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/check/rules.hpp"
#include "engine/value/json.hpp"

namespace millrace::checks {

void hooks_are_known(const Facts& facts, Report& report) {
    std::vector<std::string> names;
    for (const SignalSpec& signal : facts.world.vocabulary->signals()) {
        names.push_back(signal.name);
    }
    for (std::size_t i = 0; i < facts.document.hooks.size(); ++i) {
        const std::string& on = facts.document.hooks[i].on;
        if (!on.empty() && !facts.world.vocabulary->signal(on)) {
            report.error("flow.hook_unknown", nullptr, json::join_pointer("/hooks", i) + "/on",
                         fmt::format("expected the name of an event but found \"{}\"", utf8_prefix(on, 80)),
                         report.did_you_mean(on, names, fmt::format("Events are {}.", fmt::join(names, ", "))));
        }
    }
}

}  // namespace millrace::checks
