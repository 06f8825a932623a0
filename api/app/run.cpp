// millrace run FLOW --chat

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include <sstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/files.hpp"
#include "api/app/node_folder.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/run/view.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/play/player.hpp"
#include "runtime/flowtest/suite.hpp"

namespace millrace::app {
namespace {

constexpr const char* help =
    R"(You are the customer: what you type is said. Lines that begin with a slash do something else:
  /after 15m            time passes
  /human                ask for a person
  /take ana             an agent takes the conversation
  /reply ana TEXT       and answers
  /close ana resolved   and closes it
  /http NODE 200 JSON   how the node's next HTTP call is answered
  /vars                 what the run knows
  /quit
)";

// What has happened since the last look.
std::size_t show_news(const flowtest::Player& player, std::size_t seen) {
    const auto& transcript = player.transcript();
    for (; seen < transcript.size(); ++seen) {
        if (transcript[seen].who != "customer") {
            fmt::print("{}\n", flowtest::to_text(transcript[seen]));
        }
    }
    std::fflush(stdout);
    return seen;
}

Status perform(flowtest::Player& player, const std::string& line) {
    if (line[0] != '/') {
        return player.say(line);
    }
    std::istringstream words(line.substr(1));
    std::string word;
    std::string who;
    words >> word;
    if (word == "human") {
        return player.ask_for_human();
    }
    words >> who;
    std::string rest;
    std::getline(words >> std::ws, rest);
    if (word == "after") {
        const Result<Duration> duration = parse_duration(who);
        if (!duration) {
            return duration.error();
        }
        player.after(*duration);
        return {};
    }
    if (word == "take") {
        return player.agent_takes(who);
    }
    if (word == "reply") {
        return player.agent_replies(who, rest);
    }
    if (word == "close") {
        return player.agent_closes(who, rest.empty() ? "resolved" : rest);
    }
    if (word == "http") {
        Map payload{{"status", static_cast<std::int64_t>(std::atoi(rest.c_str()))}};
        if (const std::size_t blank = rest.find(' '); blank != std::string::npos) {
            const Result<Value> json = json::parse(rest.substr(blank + 1));
            if (!json) {
                return json.error();
            }
            payload.set("json", *json);
        }
        flowtest::Reply reply;
        reply.payload = std::move(payload);
        player.mock_http(who, reply);
        return {};
    }
    if (word == "vars") {
        for (const flowtest::PlayedRun& run : player.runs()) {
            fmt::print("{}\n", json::dump_pretty(run::show(run.state)));
        }
        return {};
    }
    fmt::print("{}", help);
    return {};
}

int chat(const std::string& path, const std::string& nodes_folder) {
    const Result<std::string> text = read_file(path);
    if (!text) {
        fmt::print(stderr, "millrace run: {}\n", text.error().message);
        return 1;
    }
    publish::Catalogues catalogues(nodes::shipped_catalogue());
    if (!nodes_folder.empty()) {
        if (auto loaded = load_node_folder(nodes_folder, catalogues); !loaded) {
            fmt::print(stderr, "millrace run: {}\n", loaded.error().message);
            return 1;
        }
    }
    const auto catalogue = catalogues.of({});
    flowtest::FlowSet flows(*catalogue, desk::vocabulary());
    // The flows beside it are those that it may call.
    const std::string folder = std::filesystem::path(path).parent_path().string();
    for (const auto& entry : std::filesystem::directory_iterator(folder.empty() ? "." : folder)) {
        if (entry.path().extension() == ".json" && !std::filesystem::equivalent(entry.path(), path)) {
            if (const Result<std::string> other = read_file(entry.path().string())) {
                (void)flows.add(flow::read_text(*other).document);
            }
        }
    }
    const flow::Reading reading = flow::read_text(*text);
    if (!reading.problems.empty()) {
        fmt::print(stderr, "millrace run: {} {}\n", reading.problems.front().pointer, reading.problems.front().message);
        return 1;
    }
    if (auto added = flows.add(reading.document); !added) {
        fmt::print(stderr, "millrace run: {}; millrace check says more\n", added.error().message);
        return 1;
    }
    flowtest::Facts facts;
    facts.agents["ana"] = "Ana";
    for (const flow::Binding& binding : reading.document.bindings) {
        facts.bindings[binding.name] = Value(binding.name);
    }
    const auto journals = flowtest::straight_journals();
    flowtest::Player player(flows, facts, *journals);
    if (auto begun = player.begin(reading.document.key); !begun) {
        fmt::print(stderr, "millrace run: {}\n", begun.error().message);
        return 1;
    }
    fmt::print("{}\n", help);
    std::size_t seen = show_news(player, 0);
    const bool person = ::isatty(STDIN_FILENO) != 0;
    std::string line;
    while ((person ? (fmt::print("> "), std::fflush(stdout)) : 0), std::getline(std::cin, line)) {
        if (line == "/quit") {
            break;
        }
        if (line.empty()) {
            continue;
        }
        if (auto done = perform(player, line); !done) {
            fmt::print("{}\n", done.error().message);
        }
        seen = show_news(player, seen);
    }
    for (const std::string& trouble : player.troubles()) {
        fmt::print("{}\n", trouble);
    }
    return 0;
}

}  // namespace

void add_run(CLI::App& app, int& status) {
    auto file = std::make_shared<std::string>();
    auto talk = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("run", "Run a flow here, without a server");
    command->add_option("flow", *file, "The flow's file")->required();
    command->add_flag("--chat", *talk, "Talk to it as a customer; time moves when you say so");
    auto nodes_folder = std::make_shared<std::string>();
    command->add_option("--nodes", *nodes_folder, "Folder of node types written in Lua that the flow uses");
    command->callback([file, nodes_folder, &status] { status = chat(*file, *nodes_folder); });
}

}  // namespace millrace::app
