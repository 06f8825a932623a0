// A run decided again: on its own version, on another, on a draft.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/run_of.hpp"
#include "engine/value/json.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/watch/replay_on.hpp"

namespace millrace::api {
namespace {

// A second or two; longer journals are replayed on the command line.
constexpr std::uint64_t turns_max = 5'000;

struct ReplayInput {
    bool draft = false;
    std::int64_t version = 0;
    Value document;
};
void describe(Fields<ReplayInput>& fields) {
    fields.add("draft", &ReplayInput::draft).help("On your draft of its flow.");
    fields.add("version", &ReplayInput::version).help("On this version of its flow.");
    fields.add("document", &ReplayInput::document).help("On this document.");
}

// Null: on the version that it has.
Result<GraphPtr> graph_of(const Call& call, const store::RunHeader& run, const ReplayInput& input,
                          store::Reader& reader) {
    Services& services = call.services;
    if ((input.draft ? 1 : 0) + (input.version != 0 ? 1 : 0) + (input.document.is_nil() ? 0 : 1) > 1) {
        return Error{"request.invalid", "expected one of draft, version and document but found several"};
    }
    if (input.version != 0) {
        const auto row = store::find_version(reader.org(call.org()), run.flow, input.version);
        if (!row) {
            return Error{"flow.unknown_version",
                         "expected a version of the run's flow but there is no number " + std::to_string(input.version),
                         "/version"};
        }
        return services.versions.load(reader, row->id);
    }
    std::string document;
    if (input.draft) {
        const auto draft = services.flows.draft(call.org(), run.flow, call.caller.user_id);
        if (!draft) {
            return draft.error();
        }
        document = draft->document;
    } else if (!input.document.is_nil()) {
        document = json::dump(input.document);
    } else {
        return GraphPtr();
    }
    return watch::compile_draft(document, *services.catalogues.of(call.org()), services.vocabulary);
}

Value shown(const run::Replay& replay) {
    if (!replay.divergence) {
        return {};
    }
    const run::Divergence& divergence = *replay.divergence;
    Map shown{{"seq", static_cast<std::int64_t>(divergence.seq)},
              {"at", replay.turns.empty() ? Value() : replay.turns.back()["at"]},
              {"node", Value()},
              {"expected", divergence.expected},
              {"found", divergence.found}};
    // Either may be an event, with its node, or a sentence.
    for (const std::string& side : {divergence.found, divergence.expected}) {
        if (const Result<Value> event = json::parse(side); event && (*event)["data"]["node"].is_string()) {
            shown.set("node", (*event)["data"]["node"]);
        }
    }
    return shown;
}

http::Answer replay(const Call& call) {
    const Result<ReplayInput> input = input_of<ReplayInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const auto reader = call.services.store.reader();
    const auto header = run_of(call, *reader);
    if (!header) {
        return problem_of(header.error());
    }
    watch::ReplayWish wish;
    wish.run = header->id;
    wish.turns_max = turns_max;
    const Result<GraphPtr> graph = graph_of(call, *header, *input, *reader);
    if (!graph) {
        return problem_of(graph.error());
    }
    wish.graph = *graph;
    const Result<run::Replay> replayed =
        watch::replay_on(*reader, call.services.versions, call.services.vocabulary, wish);
    if (!replayed) {
        return replayed.error().code == "journal.damaged" ? http::problem(500, replayed.error())
                                                          : problem_of(replayed.error());
    }
    return http::Answer::json(Map{{"same", !replayed->divergence},
                                  {"turns", static_cast<std::int64_t>(replayed->turns.size())},
                                  {"divergence", shown(*replayed)}});
}

}  // namespace

void add_run_replay(std::vector<Operation>& all) {
    all.push_back(posting<ReplayInput>("/api/runs/{id}/replay", "flow.read",
                                       "Decides it again from its journal, on a draft, a version or a document, and "
                                       "says where it first does something else.",
                                       replay));
}

}  // namespace millrace::api
