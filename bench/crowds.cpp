// Live work beside a flood of bulk, one org beside a greedy one, and five times what fits.

#include "bench/loads.hpp"

namespace millrace::bench {
namespace {

constexpr OrgId small{1};
constexpr OrgId greedy{2};

void rest(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

double p99_us(OpenLoop& loop, double seconds) {
    loop.take();
    rest(seconds);
    auto seen = loop.take();
    if (seen.refused > 0) {
        say("{} of {} refused", seen.refused, seen.asked);
    }
    return percentile(seen.took_us, 99);
}

// The same callers in a quiet house, and beside what `beside` starts: both p99, and how they compare.
template <class Beside>
void compare(House& house, const std::string& name, const OpenLoop::Shape& callers, double seconds, int rounds,
             Beside&& beside) {
    std::vector<double> quiet;
    std::vector<double> loud;
    std::vector<double> ratio;
    OpenLoop loop(house, callers);
    loop.start();
    rest(1);
    for (int round = 0; round < rounds; ++round) {
        quiet.push_back(p99_us(loop, seconds));
        beside([&] { loud.push_back(p99_us(loop, seconds)); });
        ratio.push_back(loud.back() / quiet.back());
        house.rest();
    }
    loop.stop();
    print_figure(house.prefix() + name + "_quiet_p99", "us", quiet);
    print_figure(house.prefix() + name + "_p99", "us", loud);
    print_figure(house.prefix() + name + "_slower", "x quiet", ratio);
}

// Five times as many as it can do, for a while; callers on the line all the time.
void overload(House& house, double seconds) {
    ClosedLoop most(house, {.org = greedy, .flow = "five"});
    const double fits = most.runs_a_second(seconds);
    OpenLoop callers(house, {.org = small, .flow = "five", .a_second = 200, .urgency = schedule::Class::live});
    callers.start();
    rest(1);
    const double quiet = p99_us(callers, 2 * seconds);
    callers.take();

    OpenLoop crowd(house, {.org = greedy, .flow = "five", .a_second = 5 * fits});
    const auto began = steady_clock::now();
    crowd.start();
    rest(5 * seconds);
    crowd.stop();
    const auto over = steady_clock::now();
    const auto of_crowd = crowd.take();
    auto live = callers.take();
    say("five times what fits: {:.0f} runs/s asked of {:.0f}, {} refused",
        static_cast<double>(of_crowd.asked) / std::chrono::duration<double>(over - began).count(), fits,
        of_crowd.refused);
    print_figure(house.prefix() + "overload_live_done", "%",
                 {100.0 * static_cast<double>(live.asked - live.refused) / static_cast<double>(live.asked)});
    print_figure(house.prefix() + "overload_live_p99", "us", {percentile(live.took_us, 99)});

    while (p99_us(callers, 0.5) > 2 * quiet && seconds_since(over) < 60) {
    }
    print_figure(house.prefix() + "overload_normal_again", "s", {seconds_since(over)});
    callers.stop();
}

}  // namespace

void crowds(const Wish& wish) {
    House house(wish, "crowds");
    for (const OrgId org : {small, greedy}) {
        house.publish(org, "five_lua_nodes.json");
        house.publish(org, "five_durable_steps.json");
    }
    const int rounds = wish.quick ? 1 : 5;
    const double seconds = wish.quick ? 1 : 2 * wish.seconds;

    compare(house, "live_beside_bulk",
            {.org = small, .flow = "five", .a_second = 200, .urgency = schedule::Class::live}, seconds, rounds,
            [&](auto&& measure) {
                ClosedLoop flood(house, {.org = greedy,
                                         .flow = "durable",
                                         .in_flight = 2'000,
                                         .urgency = schedule::Class::bulk,
                                         .ends_at_once = false});
                house.watch([&](const run::State& state, const run::Turn&) { flood.watched(state); });
                flood.start();
                rest(0.5);
                measure();
                say("beside {:.0f} bulk runs/s", static_cast<double>(flood.ended()) / (seconds + 0.5));
                flood.stop();
                house.watch({});
            });
    compare(house, "org_beside_greedy", {.org = small, .flow = "five", .a_second = 100}, seconds, rounds,
            [&](auto&& measure) {
                OpenLoop crowd(house, {.org = greedy, .flow = "five", .a_second = 10'000});
                crowd.start();
                rest(0.5);
                measure();
                crowd.stop();
            });
    overload(house, wish.seconds);
}

}  // namespace millrace::bench
