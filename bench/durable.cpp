// Runs of five Lua nodes, started, finished and durable, and runs of five steps of which each is committed before the
// next. With 256 of them in flight, and with one.

#include <filesystem>

#include "bench/loads.hpp"

namespace millrace::bench {

void durable(const Wish& wish) {
    House house(wish, "durable");
    house.publish(org, "five_lua_nodes.json");
    house.publish(org, "five_durable_steps.json");
    const std::string in = wish.store.empty() ? "drive_" : "postgres_";

    const auto figures = [&](const std::string& name, const char* flow, bool ends_at_once) {
        ClosedLoop many(house, {.flow = flow, .in_flight = 256, .ends_at_once = ends_at_once});
        ClosedLoop one(house, {.flow = flow, .in_flight = 1, .ends_at_once = ends_at_once});
        const auto hear = [&](ClosedLoop& loop) {
            house.watch([&loop, ends_at_once](const run::State& state, const run::Turn&) {
                if (!ends_at_once) {
                    loop.watched(state);
                }
            });
        };
        hear(many);
        report(in + name, "runs/s", [&] { return many.runs_a_second(wish.seconds); });
        hear(one);
        report(in + name + "_p50", "us", [&] { return one.median_us(wish.seconds); });
        house.watch({});
    };
    figures("five_lua_nodes", "five", true);
    figures("durable_steps", "durable", false);

    const store::Statistics written = house.store().statistics();
    say("{} runs, {} turns in {} batches, {:.0f} us each", house.drive().figures().runs_ended,
        house.drive().figures().turns, written.batches,
        static_cast<double>(written.batch_us_total) / static_cast<double>(std::max<std::uint64_t>(1, written.batches)));
}

}  // namespace millrace::bench
