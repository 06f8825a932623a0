// A run as a case of its flow's tests.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/run_of.hpp"
#include "engine/value/json.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/watch/recorded_case.hpp"

namespace millrace::api {
namespace {

constexpr std::uint64_t turns_max = 1'000;

// The published flows of the org that the document names: what it may start or call.
std::vector<std::string> named_in(const store::OrgReader& here, const store::FlowVersionRow& version) {
    std::vector<std::string> beside;
    for (const store::FlowRow& flow : store::list_flows(here)) {
        if (flow.current == 0 || flow.key == version.flow ||
            version.document.find("\"" + flow.key + "\"") == std::string::npos) {
            continue;
        }
        if (const auto row = store::find_version(here, flow.key, flow.current)) {
            beside.push_back(row->document);
        }
    }
    return beside;
}

http::Answer flowtest_of(const Call& call) {
    const auto reader = call.services.store.reader();
    const auto header = run_of(call, *reader);
    if (!header) {
        return problem_of(header.error());
    }
    if (header->seq > turns_max) {
        return problem_of({"run.too_long", "expected a run of at most " + std::to_string(turns_max) +
                                               " turns to be made a case of but it has " +
                                               std::to_string(header->seq)});
    }
    const auto rows = store::load_journal(*reader, header->id);
    if (!rows) {
        return http::problem(500, rows.error());
    }
    const auto version = store::find_version(*reader, header->version);
    if (!version) {
        return problem_of({"flow.unknown_version", "expected the version of the run to be there but it is not"});
    }
    const watch::RecordedFlow flow{header->flow, version->document, named_in(reader->org(call.org()), *version)};
    const auto catalogue = call.services.catalogues.of(call.org());
    flowtest::World world;
    world.catalogue = catalogue.get();
    world.vocabulary = &call.services.vocabulary;
    const Result<watch::RecordedCase> recorded = drive::with_versions(*reader, call.services.versions, [&] {
        return watch::record_case(*rows, call.services.versions, flow, world);
    });
    if (!recorded) {
        return http::problem(500, recorded.error());
    }
    return http::Answer::json(Map{{"name", recorded->name},
                                  {"text", recorded->text},
                                  {"version", version->number},
                                  {"passes", recorded->passes},
                                  {"why_not", recorded->passes ? Value() : Value(recorded->why_not)}});
}

}  // namespace

void add_run_flowtest(std::vector<Operation>& all) {
    all.push_back(getting("/api/runs/{id}/flowtest", "flow.read",
                          "The run as a test case of its flow, which its version passes.", flowtest_of));
}

}  // namespace millrace::api
