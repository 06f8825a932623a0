// fold play FILE [--runs N] FOLDER…    plays the transcripts below the folders and writes the rows of their journals
// fold check FILE                      in another process: folds every run from its rows alone, and decides it again
//
// In a build with planted faults, MILLRACE_FAULT names the one that is switched on.

#include <chrono>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "engine/base/fault.hpp"
#include "tests/fold/fold.hpp"

namespace {

void plant_fault() {
#if defined(MILLRACE_PLANTED_FAULTS)
    if (const char* name = std::getenv("MILLRACE_FAULT")) {
        millrace::planted_fault = name;
    }
    millrace::fault_clock = [] {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return millrace::Time{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
    };
#endif
}

int usage() {
    fmt::print(stderr, "usage: fold play FILE [--runs N] FOLDER...\n       fold check FILE\n");
    return 2;
}

}  // namespace

int main(int count, char** arguments) {
    plant_fault();
    if (count < 3) {
        return usage();
    }
    const std::string mode = arguments[1];
    const std::string file = arguments[2];
    if (mode == "check") {
        return millrace::fold_test::check(file);
    }
    if (mode != "play") {
        return usage();
    }
    std::size_t runs = 1000;
    std::vector<std::string> folders;
    for (int i = 3; i < count; ++i) {
        if (std::strcmp(arguments[i], "--runs") == 0 && i + 1 < count) {
            runs = std::strtoul(arguments[++i], nullptr, 10);
        } else {
            folders.push_back(arguments[i]);
        }
    }
    return folders.empty() ? usage() : millrace::fold_test::play(file, folders, runs);
}
