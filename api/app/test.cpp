// millrace test

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/node_folder.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/script/chunk.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/report/report.hpp"
#include "runtime/flowtest/run.hpp"

namespace millrace::app {
namespace {

struct TestOptions {
    std::vector<std::string> paths;
    std::string nodes;
    bool json = false;
};

int test(const TestOptions& wanted) {
    publish::Catalogues catalogues(nodes::shipped_catalogue());
    if (!wanted.nodes.empty()) {
        if (auto loaded = load_node_folder(wanted.nodes, catalogues); !loaded) {
            fmt::print(stderr, "millrace test: {}\n", loaded.error().message);
            return 1;
        }
    }
    const auto catalogue = catalogues.of({});
    flowtest::World world;
    world.catalogue = catalogue.get();
    world.vocabulary = &desk::vocabulary();
    world.check_script = [](std::string_view code, const std::vector<std::string>&) {
        const auto chunk = script::Chunk::compile(std::string(code), script::Chunk::Shape::body);
        return chunk ? std::vector<Error>{} : std::vector<Error>{chunk.error()};
    };
    const flowtest::Suite suite = flowtest::load(wanted.paths);
    const flowtest::Report report = flowtest::run(suite, world);
    if (wanted.json) {
        fmt::print("{}\n", json::dump_pretty(flowtest::to_value(report)));
    } else {
        fmt::print("{}", flowtest::to_text(report));
    }
    if (report.cases.empty() && report.complaints.empty()) {
        fmt::print(stderr, "millrace test: expected tests (*.flowtest) but found none\n");
        return 1;
    }
    return report.passed() ? 0 : 1;
}

}  // namespace

void add_test(CLI::App& app, int& status) {
    auto wanted = std::make_shared<TestOptions>();
    CLI::App* command = app.add_subcommand(
        "test", "Play transcript tests in virtual time: straight, killed after every line, and over a store");
    command->add_option("path", wanted->paths, "Files (*.flowtest), or folders of them and the flows beside them")
        ->required();
    command->add_option("--nodes", wanted->nodes, "Folder of node types written in Lua that the tests use");
    command->add_flag("--json", wanted->json, "The report for a program");
    command->callback([wanted, &status] { status = test(*wanted); });
}

}  // namespace millrace::app
