// millrace bench

#include "bench/bench.hpp"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"

namespace millrace::app {
namespace {

// Removed however the program ends by itself, also where a measure gives up in the middle.
std::string scratch;
void remove_scratch() {
    std::error_code failed;
    std::filesystem::remove_all(scratch, failed);
}

int measure(bench::Wish wish) {
    namespace fs = std::filesystem;
    if (!wish.part.empty()) {
        return bench::run(wish);
    }
    std::error_code failed;
    const fs::path inside = wish.folder.empty() ? fs::temp_directory_path() : fs::path(wish.folder);
    const fs::path folder = inside / fmt::format("millrace-bench-{}", getpid());
    fs::create_directories(folder, failed);
    if (failed) {
        fmt::print(stderr, "millrace bench: expected to write in {}, but {}\n", inside.string(), failed.message());
        return 1;
    }
    scratch = folder.string();
    std::atexit(remove_scratch);
    wish.folder = scratch;
    return bench::run(wish);
}

}  // namespace

void add_bench(CLI::App& app, int& status) {
    auto wish = std::make_shared<bench::Wish>();
    std::string help = "Only these: ";
    for (const bench::Group& group : bench::groups()) {
        help += fmt::format("{}{} ({})", help.back() == ' ' ? "" : ", ", group.name, group.what);
    }
    CLI::App* command = app.add_subcommand(
        "bench",
        "Measure this machine: the figures of bench/README.md, medians of five. Let nothing else run meanwhile");
    command->add_option("group", wish->groups, help);
    command->add_option("--data", wish->folder, "Folder for scratch data, several GB; removed at the end");
    command->add_option("--store", wish->store, "postgresql://user@host:port/db: an empty database, instead of SQLite");
    command->add_option("--seconds", wish->seconds, "For each measure of a rate")->capture_default_str();
    command->add_flag("--quick", wish->quick, "Small crowds: to see that it works, not to quote");
    command->add_option("--part", wish->part)->group("");
    command->callback([wish, &status] { status = measure(*wish); });
}

}  // namespace millrace::app
