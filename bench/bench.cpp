#include "bench/bench.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace millrace::bench {

const std::vector<Group>& groups() {
    static const std::vector<Group> all = {
        {"engine", "the engine alone, in memory, on one core", engine},
        {"durable", "runs that are on the disk when they end: 256 in flight, and one", durable},
        {"http", "the same over HTTP, with 64 connections that share the machine with the server", http},
        {"waiting", "a million runs that wait: memory, restart, and how fast others are beside them", waiting},
        {"timers", "100,000 timers due at one instant, and 1,000 a second", timers},
        {"crowds", "live work beside bulk, one org beside a greedy one, five times what fits", crowds},
        {"desk", "routing decisions with 500 agents, and an inbox among a million conversations", desk_work},
        {"sockets", "how soon a thousand clients hear of what happened", sockets},
        {"overlay", "how soon whoever looks at a flow sees what a customer does", overlay},
    };
    return all;
}

int run(const Wish& wish) {
    for (const std::string& name : wish.groups) {
        const auto& all = groups();
        if (std::none_of(all.begin(), all.end(), [&](const Group& group) { return name == group.name; })) {
            std::string names;
            for (const Group& group : all) {
                names += std::string(" ") + group.name;
            }
            fmt::print(stderr, "millrace bench: expected one of{}, but got {}\n", names, name);
            return 2;
        }
    }
    for (const Group& group : groups()) {
        if (wish.groups.empty() || std::find(wish.groups.begin(), wish.groups.end(), group.name) != wish.groups.end()) {
            group.measure(wish);
        }
    }
    return 0;
}

}  // namespace millrace::bench
