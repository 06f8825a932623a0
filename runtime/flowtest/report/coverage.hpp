#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/flowtest/play/flow_set.hpp"
#include "runtime/flowtest/play/journals.hpp"

namespace millrace::flowtest {

// Which parts of flows some run went through, read from journals. Wires are written "node.output"; what is not drawn
// from a node is written "hook event → node", "on_error → node" and "on_cancel → node".
class Coverage {
public:
    struct Flow {
        std::set<std::string> nodes;  // all there are
        std::set<std::string> wires;
        std::set<std::string> nodes_taken;
        std::set<std::string> wires_taken;

        std::vector<std::string> nodes_left() const;
        std::vector<std::string> wires_left() const;
    };

    // The flow counts from now on, covered or not.
    void expect(const Graph& graph);
    // Runs of flows that do not count are looked at for the flows inside them that do.
    void add(const PlayedRun& run, FlowSet& flows);
    void add(const Coverage& other);

    const std::map<std::string, Flow, std::less<>>& flows() const { return flows_; }

private:
    std::map<std::string, Flow, std::less<>> flows_;
};

}  // namespace millrace::flowtest
