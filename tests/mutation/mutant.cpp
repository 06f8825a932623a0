#include "tests/mutation/mutant.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "engine/value/json.hpp"

namespace millrace::mutation {

std::string Mutant::name(const flowtest::Suite& suite) const {
    return suite.flows.at(folder)[flow].file + ": " + node + "." + output +
           (target.empty() ? " removed" : " turned to " + target);
}

flowtest::Suite Mutant::apply_to(flowtest::Suite suite) const {
    flowtest::FlowFile& file = suite.flows.at(folder)[flow];
    flow::Document& document = file.reading.document;
    const auto found = std::find_if(document.nodes.begin(), document.nodes.end(),
                                    [&](const flow::Node& one) { return one.id == node; });
    MILLRACE_ASSERT(found != document.nodes.end());
    const auto wire = std::find_if(found->next.begin(), found->next.end(),
                                   [&](const flow::Wire& one) { return one.output == output; });
    MILLRACE_ASSERT(wire != found->next.end());
    if (target.empty()) {
        found->next.erase(wire);
    } else {
        wire->target = target;
    }
    file.text = json::dump_pretty(flow::write(document));
    return suite;
}

std::vector<Mutant> all_mutants(const flowtest::Suite& suite) {
    std::vector<Mutant> mutants;
    for (const auto& [folder, files] : suite.flows) {
        for (std::size_t i = 0; i < files.size(); ++i) {
            const flow::Document& document = files[i].reading.document;
            for (const flow::Node& node : document.nodes) {
                for (const flow::Wire& wire : node.next) {
                    mutants.push_back({folder, i, node.id, wire.output, ""});
                    for (const flow::Node& other : document.nodes) {
                        if (other.id != wire.target) {
                            mutants.push_back({folder, i, node.id, wire.output, other.id});
                        }
                    }
                }
            }
        }
    }
    return mutants;
}

}  // namespace millrace::mutation
