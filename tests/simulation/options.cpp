#include "tests/simulation/options.hpp"

#include <algorithm>
#include <cstdlib>

namespace millrace::simulation {

const std::vector<std::string>& every_fault() {
    static const std::vector<std::string> names = {
        "crash",     // the process ends between any two steps; what was not committed is gone
        "recovery",  // and ends again while it recovers
        "slow",      // commits take up to half a minute, and are heard of late
        "full",      // the disk is full for a while
        "fail",      // a single commit cannot be written
        "busy",      // the store's queue, the scheduler's and the drive's are full
        "network",   // requests to providers are lost, doubled, late, answered with errors
        "replies",   // answers to callers are lost: they ask again
        "clock",     // the wall clock jumps
        "order",     // tasks run in any order, as on many threads
        "evict",     // no run state stays in memory
        "file",      // a store in a file, opened anew after each crash
    };
    return names;
}

const std::vector<std::string>& every_actor() {
    static const std::vector<std::string> names = {
        "callers",    // start runs over the API, signal and cancel them
        "visitors",   // write, ask for a person, leave
        "agents",     // take, reply, close
        "operators",  // see to incidents
        "authors",    // publish further versions
    };
    return names;
}

namespace {

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::string choose(const std::string& list, const std::vector<std::string>& every, Names& chosen, bool& swarm) {
    if (list == "all") {
        chosen = Names(every.begin(), every.end());
        return {};
    }
    chosen.clear();
    swarm = false;
    if (list == "none") {
        return {};
    }
    for (const std::string& name : split(list)) {
        if (std::find(every.begin(), every.end(), name) == every.end()) {
            return "expected one of " + to_text(Names(every.begin(), every.end())) + " but got " + name;
        }
        chosen.insert(name);
    }
    return {};
}

}  // namespace

std::string to_text(const Names& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ",") + name;
    }
    return text.empty() ? "none" : text;
}

std::string parse(int count, char** arguments, Options& options) {
    for (int i = 1; i < count; ++i) {
        const std::string word = arguments[i];
        if (word == "--trace") {
            options.trace = true;
        } else if (word == "--bugs") {
            options.bugs = true;
        } else if (word == "--flows") {
            options.flows = true;
        } else if (word == "--no-coverage") {
            options.coverage = false;
        } else if (i + 1 >= count) {
            return "expected an option with a value but got " + word;
        } else {
            const std::string value = arguments[++i];
            std::string wrong;
            if (word == "--seeds") {
                const std::size_t dots = value.find("..");
                options.first = std::strtoull(value.c_str(), nullptr, 10);
                options.last =
                    dots == std::string::npos ? options.first : std::strtoull(value.c_str() + dots + 2, nullptr, 10);
            } else if (word == "--faults") {
                wrong = choose(value, every_fault(), options.faults, options.swarm);
            } else if (word == "--actors") {
                wrong = choose(value, every_actor(), options.actors, options.swarm);
            } else if (word == "--steps") {
                options.steps = std::strtoull(value.c_str(), nullptr, 10);
            } else if (word == "--days") {
                options.days = std::strtoll(value.c_str(), nullptr, 10);
            } else if (word == "--bug") {
                options.bug = value;
            } else {
                wrong =
                    "expected --seeds, --faults, --actors, --steps, --days, --bug, --bugs or --trace but got " + word;
            }
            if (!wrong.empty()) {
                return wrong;
            }
        }
    }
    return {};
}

}  // namespace millrace::simulation
