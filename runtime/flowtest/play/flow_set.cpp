#include "runtime/flowtest/play/flow_set.hpp"

namespace millrace::flowtest {

Status FlowSet::add(const flow::Document& document, bool keep_all_outputs) {
    GraphPins pins;
    pins.version_id = graphs_.size() + 1;
    pins.number = 1;
    pins.keep_all_outputs = keep_all_outputs;
    Result<GraphPtr> graph = compile(document, catalogue_, vocabulary_, pins);
    if (!graph) {
        return graph.error();
    }
    graphs_.push_back(std::move(*graph));
    added_.push_back({document, keep_all_outputs});
    return {};
}

GraphPtr FlowSet::version(std::uint64_t id) {
    MILLRACE_ASSERT(id >= 1 && id <= graphs_.size());
    return graphs_[id - 1];
}

GraphPtr FlowSet::find(std::string_view key) const {
    for (std::size_t i = graphs_.size(); i-- > 0;) {
        if (graphs_[i]->key == key) {
            return graphs_[i];
        }
    }
    return nullptr;
}

}  // namespace millrace::flowtest
