// A variable that no path sets before it is read is a slip; one that only some paths set reads as nil on the others.

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/check/assignments.hpp"
#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

constexpr const char* code = "flow.variable_unset";

class VariableRule {
public:
    VariableRule(const Facts& facts, Report& report) : facts_(facts), report_(report), assignments_(facts) {}

    void read_in(const Spot& spot) {
        const NodeFacts* node = spot.node == no_node ? nullptr : &facts_[spot.node];
        if (node && !node->reachable) {
            return;
        }
        for (const expression::Reference& reference : spot.references()) {
            if (reference.is_variable) {
                variable(spot, node, reference);
            } else if (reference.root == root_node && !reference.path.empty()) {
                output(spot, node, reference);
            }
        }
    }

private:
    Assignments::Set state(const Spot& spot, const std::string& name) const {
        if (spot.node != no_node) {
            return assignments_.before(spot.node, name);
        }
        return spot.is_trigger() ? assignments_.at_start(name) : assignments_.any_time(name);
    }

    void variable(const Spot& spot, const NodeFacts* node, const expression::Reference& reference) {
        const std::string& name = reference.path.front();
        switch (state(spot, name)) {
            case Assignments::Set::surely:
                break;
            case Assignments::Set::perhaps:
                report_.warning(code, node, spot.pointer,
                                fmt::format("expected vars.{} to be set on every way here but only some set it; on the "
                                            "others it reads as nil",
                                            name),
                                fmt::format("Declare a default for \"{}\", or set it on every way.", name),
                                spot.place_of(reference));
                break;
            case Assignments::Set::never:
                report_.error(code, node, spot.pointer,
                              fmt::format("expected vars.{} to be set before it is read but no path does so", name),
                              hint(name), spot.place_of(reference));
                break;
        }
    }

    std::string hint(const std::string& name) {
        std::vector<std::string> others = assignments_.names();
        others.erase(std::remove(others.begin(), others.end(), name), others.end());
        return report_.did_you_mean(name, others,
                                    fmt::format("Set \"{}\" before, or declare it with a default.", name));
    }

    // `node.<id>`: that the node comes earlier is not asked, only that it is there.
    void output(const Spot& spot, const NodeFacts* node, const expression::Reference& reference) {
        const std::string& id = reference.path.front();
        if (facts_.find(id) == no_node) {
            report_.error(code, node, spot.pointer,
                          fmt::format("expected node.{} to be the outputs of a node but there is no such node",
                                      utf8_prefix(id, 80)),
                          report_.did_you_mean(id, facts_.ids(), "Name a node of this flow."),
                          spot.place_of(reference));
        }
    }

    const Facts& facts_;
    Report& report_;
    const Assignments assignments_;
};

}  // namespace

void variables_are_set(const Facts& facts, Report& report) {
    VariableRule rule(facts, report);
    for (const Spot& spot : facts.spots) {
        rule.read_in(spot);
    }
}

}  // namespace millrace::checks
