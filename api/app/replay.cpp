// millrace replay

#include "runtime/watch/replay_on.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/files.hpp"
#include "api/app/open_data.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/value/json.hpp"
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
    watch::ReplayWish wish;
    wish.run = *id;
    if (!wanted.with.empty()) {
        const auto header = store::find_run(*reader, *id);
        const Result<std::string> text = read_file(wanted.with);
        if (!text) {
            return fail(text.error());
        }
        const auto graph =
            watch::compile_draft(*text, *data->catalogues->of(header ? header->org : OrgId{}), desk::vocabulary());
        if (!graph) {
            return fail(graph.error());
        }
        wish.graph = *graph;
    }
    const Result<run::Replay> replayed = watch::replay_on(*reader, *data->versions, desk::vocabulary(), wish);
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
    const std::size_t turns = replayed->turns.size();
    fmt::print("{} turn{} decided again: the same{}\n", turns, turns == 1 ? "" : "s",
               wish.graph != nullptr ? " on " + wanted.with : ", byte for byte");
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
