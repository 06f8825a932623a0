// flowtest [options] FILE|FOLDER…: plays transcripts with the shipped node types.
//   --only TEXT   cases with this in their file or name     --json      the report for programs
//   --quick       straight only                             --flows     no node cases

#include <cstdio>
#include <string>
#include <vector>

#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/flowtest/run.hpp"

int main(int count, char** arguments) {
    using namespace millrace;
    std::vector<std::string> paths;
    flowtest::RunOptions options;
    bool as_json = false;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--only" && i + 1 < count) {
            options.only = arguments[++i];
        } else if (argument == "--json") {
            as_json = true;
        } else if (argument == "--quick") {
            options.ways = {flowtest::Way::straight};
        } else if (argument == "--flows") {
            options.flows_only = true;
        } else {
            paths.push_back(argument);
        }
    }
    const Catalogue catalogue = nodes::shipped_catalogue();
    flowtest::World world;
    world.catalogue = &catalogue;
    const flowtest::Report report = flowtest::run(flowtest::load(paths), world, options);
    const std::string text = as_json ? json::dump_pretty(to_value(report)) + "\n" : to_text(report);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return report.passed() ? 0 : 1;
}
