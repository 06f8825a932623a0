// The flows that come with the program, to begin with.

#include "api/operations/catalogue.hpp"
#include "api/operations/flow_shapes.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/value/json.hpp"

namespace millrace::api {
namespace {

http::Answer templates(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    List items;
    for (const ShippedFlow& shipped : call.services.shipped_flows) {
        const Result<Value> document = json::parse(shipped.document);
        if (!document) {
            continue;
        }
        const Value& nodes = (*document)["nodes"];
        items.push(Map{{"key", shipped.key},
                       {"title", (*document)["title"]},
                       {"description", (*document)["description"]},
                       {"document", *document},
                       {"tests", shipped.tests},
                       {"nodes", nodes.is_map() ? static_cast<std::int64_t>(nodes.as_map().size()) : 0},
                       {"installed", store::find_flow(here, shipped.key).has_value()}});
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

}  // namespace

void add_flow_templates(std::vector<Operation>& all) {
    all.push_back(getting("/api/flow-templates", "flow.read",
                          "The flows that come with the program, and whether the org has one of the key.", templates));
}

}  // namespace millrace::api
