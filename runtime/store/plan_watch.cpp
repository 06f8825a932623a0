#include "runtime/store/plan_watch.hpp"

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <unordered_set>

namespace millrace::store {
namespace {

std::string one_line(std::string_view text) {
    std::string line(text);
    for (char& c : line) {
        c = c == '\n' || c == '\t' ? ' ' : c;
    }
    return line;
}

}  // namespace

bool watches_plan(std::string_view store, std::string_view statement) {
    static const bool watched = std::getenv("MILLRACE_PLANS") != nullptr;
    if (!watched) {
        return false;
    }
    static std::mutex mutex;
    static std::unordered_set<std::string> known;
    const std::lock_guard lock(mutex);
    return known.insert(std::string(store) + "\t" + std::string(statement)).second;
}

void tell_plan(std::string_view store, std::string_view statement, const std::vector<std::string>& plan) {
    std::string line = std::string(store) + "\t";
    for (std::size_t i = 0; i < plan.size(); ++i) {
        line += (i == 0 ? "" : " / ") + one_line(plan[i]);
    }
    line += "\t" + one_line(statement) + "\n";
    // One write a line, so that several programs can share the file.
    if (std::FILE* file = std::fopen(std::getenv("MILLRACE_PLANS"), "a")) {
        std::setvbuf(file, nullptr, _IOFBF, line.size() + 1);
        std::fwrite(line.data(), 1, line.size(), file);
        std::fclose(file);
    }
}

}  // namespace millrace::store
