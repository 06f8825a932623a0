#include "runtime/store/stopping.hpp"

#include <cstdio>

#include <unistd.h>

namespace millrace::store {

void stop_working(const Options& options, std::string_view line) {
    if (options.stop) {
        options.stop(std::string(line));
        return;
    }
    std::fputs((std::string(line) + "\n").c_str(), stderr);
    std::fflush(stderr);
    // No destructors: nothing may be written any more by a process that does not know what its store holds.
    _exit(70);
}

void refuse_all(Commits& batch, const Error& error) {
    for (auto& commit : batch) {
        commit->result = {};
        commit->result.outcome = Outcome::closed;
        commit->result.error = error;
    }
}

}  // namespace millrace::store
