// millrace replay

#include "engine/run/replay.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/files.hpp"
#include "api/app/open_data.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/value/json.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::app {
namespace {

struct ReplayOptions {
    DataPlace data;
    std::string run;
    std::string with;
};

void print_turn(const Value& turn) {
    fmt::print("turn {}  {}  {}\n", json::dump(turn["seq"]), turn["at"].as_string(),
               turn["command"]["name"].as_string());
    for (const Value& step : turn["steps"].as_list()) {
        std::string how = step["did"].is_string() ? std::string(step["did"].as_string()) : "";
        if (step["left_by"].is_string()) {
            how += ", left by " + std::string(step["left_by"].as_string());
        }
        if (step["incident"].is_string()) {
            how += ", incident " + std::string(step["incident"].as_string());
        }
        fmt::print("    {:<24} {}\n", step["node"].is_string() ? step["node"].as_string() : std::string_view("?"), how);
    }
}

// A version of the run's flow that is in no store: its id is one that no store gives.
constexpr std::uint64_t draft_version = 1;

int replay(const ReplayOptions& wanted) {
    auto data = open_data(wanted.data);
    if (!data) {
        return fail(data.error());
    }
    const auto id = parse_id<RunTag>(wanted.run);
    if (!id) {
        return fail(id.error());
    }
    const auto reader = data->store->reader();
    const auto header = store::find_run(*reader, *id);
    if (!header) {
        return fail({"run.unknown", "expected the id of a run but there is none with '" + wanted.run + "'"});
    }
    const auto rows = store::load_journal(*reader, *id);
    if (!rows) {
        return fail(rows.error());
    }
    std::vector<std::string> bodies;
    for (const store::TurnRow& row : *rows) {
        bodies.push_back(row.body);
    }
    std::optional<std::uint64_t> as_version;
    if (!wanted.with.empty()) {
        const Result<std::string> text = read_file(wanted.with);
        if (!text) {
            return fail(text.error());
        }
        GraphPins pins;
        pins.version_id = draft_version;
        const auto graph =
            compile(flow::read_text(*text).document, *data->catalogues->of(header->org), desk::vocabulary(), pins);
        if (!graph) {
            return fail(graph.error());
        }
        data->versions->put(*graph);
        as_version = draft_version;
    }
    run::Machine machine{desk::vocabulary(), *data->versions};
    const Result<run::Replay> replayed =
        drive::with_versions(*reader, *data->versions, [&] { return run::replay(bodies, machine, as_version); });
    if (!replayed) {
        return fail(replayed.error());
    }
    for (const Value& turn : replayed->turns) {
        print_turn(turn);
    }
    if (replayed->divergence) {
        fmt::print("diverges at turn {}:\n    expected {}\n    but      {}\n", replayed->divergence->seq,
                   replayed->divergence->expected, replayed->divergence->found);
        return 1;
    }
    fmt::print("{} turn{} decided again: the same{}\n", bodies.size(), bodies.size() == 1 ? "" : "s",
               as_version ? " on " + wanted.with : ", byte for byte");
    return 0;
}

}  // namespace

void add_replay(CLI::App& app, int& status) {
    auto wanted = std::make_shared<ReplayOptions>();
    CLI::App* command =
        app.add_subcommand("replay", "Decide a run again from its journal and show where it first differs");
    command->add_option("run", wanted->run, "The run's id")->required();
    command->add_option("--with", wanted->with, "A flow file to decide it on, instead of its own version");
    add_data_options(*command, wanted->data);
    command->callback([wanted, &status] { status = replay(*wanted); });
}

}  // namespace millrace::app
