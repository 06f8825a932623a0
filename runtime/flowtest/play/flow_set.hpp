#pragma once

#include <string_view>
#include <vector>

#include "engine/node/graph.hpp"
#include "engine/run/apply.hpp"

namespace millrace::flowtest {

// The flows that the runs of a case may use, compiled. Their version ids are 1, 2, 3 … in the order of adding.
class FlowSet final : public run::Flows {
public:
    FlowSet(const Catalogue& catalogue, const Vocabulary& vocabulary)
        : catalogue_(catalogue), vocabulary_(vocabulary) {}

    // The error is the compiler's. A flow with the key of an earlier one takes its place for new runs.
    Status add(const flow::Document& document, bool keep_all_outputs = false);

    GraphPtr version(std::uint64_t id) override;
    // The newest of that key, or null.
    GraphPtr find(std::string_view key) const;
    const std::vector<GraphPtr>& all() const { return graphs_; }
    // What they were compiled from, for who has to compile them again elsewhere.
    struct Added {
        flow::Document document;
        bool keep_all_outputs = false;
    };
    const std::vector<Added>& added() const { return added_; }
    const Catalogue& catalogue() const { return catalogue_; }
    const Vocabulary& vocabulary() const { return vocabulary_; }

private:
    const Catalogue& catalogue_;
    const Vocabulary& vocabulary_;
    std::vector<GraphPtr> graphs_;
    std::vector<Added> added_;
};

}  // namespace millrace::flowtest
