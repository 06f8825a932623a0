#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/flow/document.hpp"
#include "engine/node/catalogue.hpp"
#include "engine/value/fields.hpp"
#include "runtime/store/session.hpp"

namespace millrace::publish {

// The version of a flow that new runs take, read.
struct PublishedFlow {
    std::string key;
    std::int64_t version = 0;
    std::string text;  // canonical JSON
    flow::Document document;
};
using PublishedFlowPtr = std::shared_ptr<const PublishedFlow>;

// What is published in an org, for those who look at all of it: who calls whom, and what a flow can reach when it is
// tried out. Each version is read once; those that are not current any more are forgotten. Thread-safe.
class PublishedFlows {
public:
    // By key.
    std::vector<PublishedFlowPtr> of(store::OrgReader reader);

private:
    std::mutex mutex_;
    std::map<std::pair<std::uint64_t, std::string>, PublishedFlowPtr> known_;  // by org and key
};

// Something outside the flow that a setting names.
struct Reference {
    std::string kind;  // "queue", "flow", … or "binding"
    std::string key;
    std::string node;
    std::string pointer;
};
// In document order. What a setting works out at run time is not known here.
std::vector<Reference> references_of(const flow::Document& document, const Catalogue& catalogue);

// Those that a run of the document can reach: called, started, or triggered by an event; and what they reach.
std::vector<PublishedFlowPtr> reach_of(const flow::Document& document, const std::vector<PublishedFlowPtr>& published,
                                       const Catalogue& catalogue);

}  // namespace millrace::publish
