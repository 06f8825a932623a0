// What becomes of runs at the nodes of a flow.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/watch/overlay.hpp"

namespace millrace::api {
namespace {

// So long a caller waits for the runs to be counted that an earlier process left; then the rest is counted without him.
constexpr std::chrono::milliseconds patience{400};

// "3", "current" or nothing.
Result<std::int64_t> version_asked(const Call& call, const store::FlowRow& flow) {
    const auto text = call.request.query_value("version");
    if (!text || text->empty() || *text == "current") {
        if (flow.current == 0) {
            return Error{"flow.not_published", "expected a published flow but '" + flow.key + "' has no version yet"};
        }
        return flow.current;
    }
    return call.number("version", 0, 1, INT32_MAX);
}

void count_on(Services& services, OrgId org) {
    services.scheduler.post_blocking([&services, org] {
        try {
            if (!services.watch.figures().standing().count(org, services.store, services.versions, patience)) {
                count_on(services, org);
            }
        } catch (const store::SqlError&) {
            return;  // who asks next counts on
        }
    });
}

http::Answer overlay(const Call& call) {
    Services& services = call.services;
    if (const auto since = call.request.query_value("since"); since && !since->empty()) {
        if (const auto duration = parse_duration(*since); !duration) {
            return problem_of({"request.malformed", duration.error().message});
        }
    }
    const std::string key(call.param("key"));
    const auto reader = services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, key);
    if (!flow) {
        return problem_of({"flow.unknown", "expected a flow but there is none with the key '" + key + "'"});
    }
    const Result<std::int64_t> number = version_asked(call, *flow);
    if (!number) {
        return problem_of(number.error());
    }
    const auto row = store::find_version(here, key, *number);
    if (!row) {
        return problem_of({"flow.unknown_version",
                           "expected a version of the flow but there is no number " + std::to_string(*number)});
    }
    const Result<GraphPtr> graph = services.versions.load(*reader, row->id);
    if (!graph) {
        return problem_of(graph.error());
    }
    watch::Figures& figures = services.watch.figures();
    if (!figures.standing().count(call.org(), services.store, services.versions, patience)) {
        count_on(services, call.org());
    }
    const watch::FlowFigures now = figures.of(call.org(), row->id.value, (*graph)->nodes.size());
    return http::Answer::json(Map{{"version", *number},
                                  {"since", to_text(figures.since())},
                                  {"at", to_text(services.store.clock().now())},
                                  {"complete", !services.store.shared()},
                                  {"nodes", watch::show_nodes(**graph, now.nodes)},
                                  {"runs", watch::show_runs(now.runs)}});
}

}  // namespace

void add_flow_overlay(std::vector<Operation>& all) {
    all.push_back(getting("/api/flows/{key}/overlay", "flow.read",
                          "What becomes of runs at each node of a version: how many wait, came, left by which output, "
                          "failed, and how long they stayed.",
                          overlay));
}

}  // namespace millrace::api
