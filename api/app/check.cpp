// millrace check

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/files.hpp"
#include "api/app/node_folder.hpp"
#include "engine/check/check.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/script/chunk.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/suite.hpp"

namespace millrace::app {
namespace {

std::vector<std::string> flow_files(const std::vector<std::string>& paths) {
    namespace fs = std::filesystem;
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        if (!fs::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(path)) {
            if (entry.path().extension() == ".json") {
                files.push_back(entry.path().string());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

// Text that is no JSON has no values to point at: its message ends with the place.
json::Position place_of(const Problem& problem, const std::string& text) {
    json::Position named;
    const std::size_t at = problem.message.rfind(" at line ");
    if (problem.code == "json.malformed" && at != std::string::npos &&
        std::sscanf(problem.message.c_str() + at, " at line %d, column %d", &named.line, &named.column) == 2) {
        return named;
    }
    return json::position_of(text, problem.pointer);
}

int check(const std::vector<std::string>& paths, const std::string& nodes_folder) {
    publish::Catalogues catalogues(nodes::shipped_catalogue());
    if (!nodes_folder.empty()) {
        if (auto loaded = load_node_folder(nodes_folder, catalogues); !loaded) {
            fmt::print(stderr, "millrace check: {}\n", loaded.error().message);
            return 1;
        }
    }
    const auto held = catalogues.of({});
    const Catalogue& catalogue = *held;
    struct File {
        std::string path;
        std::string text;
        flow::Reading reading;
    };
    std::vector<File> files;
    for (const std::string& path : flow_files(paths)) {
        Result<std::string> text = read_file(path);
        if (!text) {
            fmt::print(stderr, "millrace check: {}\n", text.error().message);
            return 1;
        }
        flow::Reading reading = flow::read_text(*text);
        files.push_back({path, std::move(*text), std::move(reading)});
    }
    if (files.empty()) {
        fmt::print(stderr, "millrace check: expected flow files (*.json) but found none in {}\n",
                   fmt::join(paths, " "));
        return 1;
    }
    checks::World world;
    world.catalogue = &catalogue;
    world.vocabulary = &desk::vocabulary();
    world.check_script = [](std::string_view code, const std::vector<std::string>&) {
        const auto chunk = script::Chunk::compile(std::string(code), script::Chunk::Shape::body);
        return chunk ? std::vector<Error>{} : std::vector<Error>{chunk.error()};
    };
    world.callee = [&](std::string_view key) -> std::optional<checks::World::Callee> {
        for (const File& file : files) {
            if (file.reading.document.key == key) {
                return checks::contract_of(file.reading.document, catalogue);
            }
        }
        return std::nullopt;
    };
    std::size_t errors = 0;
    std::size_t warnings = 0;
    for (const File& file : files) {
        for (const Problem& problem : checks::check(file.reading, world)) {
            const json::Position at = place_of(problem, file.text);
            const bool error = problem.severity == Severity::error;
            (error ? errors : warnings) += 1;
            fmt::print("{}:{}:{}: {}: {} [{}]\n", file.path, at.line, at.column, error ? "error" : "warning",
                       problem.message, problem.code);
            if (!problem.fix.empty()) {
                fmt::print("    {}\n", problem.fix);
            }
        }
    }
    fmt::print("{} flow{} checked: {} error{}, {} warning{}\n", files.size(), files.size() == 1 ? "" : "s", errors,
               errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    return errors == 0 ? 0 : 1;
}

}  // namespace

void add_check(CLI::App& app, int& status) {
    auto paths = std::make_shared<std::vector<std::string>>();
    CLI::App* command = app.add_subcommand("check", "Find everything that is wrong with flows, at file:line:column");
    command->add_option("path", *paths, "Flow files, or folders of them")->required();
    auto nodes_folder = std::make_shared<std::string>();
    command->add_option("--nodes", *nodes_folder, "Folder of node types written in Lua that the flows use");
    command->callback([paths, nodes_folder, &status] { status = check(*paths, *nodes_folder); });
}

}  // namespace millrace::app
