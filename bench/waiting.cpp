// A million runs that wait: what they take of memory, how soon a server is there again, and how fast others are.
// Each stage is a process of its own, so that what an earlier one left in memory is not counted.

#include <fstream>
#include <random>

#include "bench/child.hpp"
#include "bench/loads.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::bench {
namespace {

double resident_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmRSS:", 0) == 0) {
            return std::stod(line.substr(6)) / 1024;
        }
    }
    return 0;
}

int runs_of(const std::string& part) {
    return std::stoi(part.substr(part.find(' ') + 1));
}
std::string folder_of(int runs) {
    return "waiting_" + std::to_string(runs);
}

void fill(const Wish& wish, int runs) {
    House house(wish, folder_of(runs));
    house.publish(org, "listens.json");
    house.publish(org, "five_lua_nodes.json");
    start_all(house, "listens", runs, [&](int i) {
        if (i > 0 && i % 100'000 == 0) {
            say("{} of {} wait", i, runs);
        }
        return Value();
    });
    house.rest();
    print_figure(house.prefix() + "waiting_resident", "MiB", {resident_mib()});
}

std::vector<RunId> some_of(House& house, std::size_t count) {
    std::vector<RunId> all;
    RunId after;
    for (;;) {
        const auto reader = house.store().reader();
        const auto page = store::live_runs(*reader, after, 10'000);
        if (page.empty()) {
            break;
        }
        for (const store::LiveRun& live : page) {
            all.push_back(live.run);
        }
        after = all.back();
    }
    std::mt19937_64 random(4711);
    std::shuffle(all.begin(), all.end(), random);
    all.resize(std::min(all.size(), count));
    return all;
}

// Says something to one run after the other, 256 at a time: how many a second.
double resumes_a_second(House& house, const std::vector<RunId>& runs, std::size_t& next, double seconds) {
    std::atomic<int> out{0};
    std::atomic<std::uint64_t> heard{0};
    const auto began = steady_clock::now();
    while (seconds_since(began) < seconds) {
        if (out >= 256) {
            std::this_thread::sleep_for(std::chrono::microseconds(50));
            continue;
        }
        ++out;
        drive::CommandRequest request;
        request.org = org;
        request.run = runs[next++ % runs.size()];
        request.command = run::DeliverSignal{Signal{"bench.said", {}}, 0, {}, house.store().clock().now()};
        house.drive().command(std::move(request), [&](const drive::Answered& answered) {
            MILLRACE_ASSERT(answered.kind == drive::Answered::Kind::done);
            ++heard;
            --out;
        });
    }
    house.rest();
    while (out > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return static_cast<double>(heard) / seconds_since(began);
}

void restart(const Wish& wish, int runs, bool quiet) {
    const auto began = steady_clock::now();
    House house(wish, folder_of(runs));
    const std::string name = house.prefix() + (quiet ? "few_waiting_" : "waiting_");
    if (!quiet) {
        print_figure(name + "restart", "s", {seconds_since(began)});
        print_figure(name + "restart_resident", "MiB", {resident_mib()});
    }
    ClosedLoop crowd(house, {.flow = "five", .in_flight = 256});
    report(name + "new_runs", "runs/s", [&] { return crowd.runs_a_second(wish.seconds); });
    const auto chosen = some_of(house, 200'000);
    std::size_t next = 0;
    report(name + "resumes", "runs/s", [&] { return resumes_a_second(house, chosen, next, wish.seconds); });
    if (!quiet) {
        print_figure(name + "resident_at_last", "MiB", {resident_mib()});
    }
}

void in_a_process(const Wish& wish, const std::string& part) {
    std::vector<std::string> words{"bench",  "waiting",   "--part",    part,
                                   "--data", wish.folder, "--seconds", fmt::format("{}", wish.seconds)};
    if (!wish.store.empty()) {
        words.insert(words.end(), {"--store", wish.store});
    }
    run_child(words, Child::Says::to_all);
}

}  // namespace

void waiting(const Wish& wish) {
    if (wish.part.rfind("fill ", 0) == 0) {
        return fill(wish, runs_of(wish.part));
    }
    if (wish.part.rfind("few ", 0) == 0 || wish.part.rfind("restart ", 0) == 0) {
        return restart(wish, runs_of(wish.part), wish.part[0] == 'f');
    }
    const std::string few = "1000";
    const std::string many = wish.quick ? "10000" : "1000000";
    in_a_process(wish, "fill " + few);
    in_a_process(wish, "few " + few);
    in_a_process(wish, "fill " + many);
    in_a_process(wish, "restart " + many);
}

}  // namespace millrace::bench
