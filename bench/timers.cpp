// 100,000 timers due at one instant, and 1,000 a second: how soon they have fired, and what others notice of it.

#include <unordered_map>

#include "bench/loads.hpp"

namespace millrace::bench {
namespace {

// Runs that wait until a moment.
class Sleepers {
public:
    explicit Sleepers(House& house) : house_(house) {}

    // Starts so many, the next `apart` later than the one before.
    void start(int count, Time first, Duration per_thousand) {
        ended_ = 0;
        count_ = count;
        late_ms_.clear();
        due_.clear();
        const auto due = [&](int i) { return first + Duration{per_thousand.ms * i / 1000}; };
        start_all(
            house_, "waits_until", count,
            [&](int i) {
                return Map{{"at", to_text(due(i))}};
            },
            [&](int i, RunId run) {
                const std::lock_guard lock(mutex_);
                due_.emplace(run.value, due(i));
            });
        MILLRACE_ASSERT(house_.store().clock().now() < first);
    }
    // Seconds from `first` until all have ended.
    double drained_after(Time first) {
        while (ended_ < count_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return static_cast<double>((house_.store().clock().now() - first).ms) / 1000.0;
    }
    // To be told of all turns; the moment of a run's end against the one it waited for.
    void watched(const run::State& state) {
        if (state.org != org.value || !run::is_terminal(state.status)) {
            return;
        }
        const Time now = house_.store().clock().now();
        const std::lock_guard lock(mutex_);
        late_ms_.push_back(static_cast<double>((now - due_.at(state.run)).ms));
        ++ended_;
    }
    double late_p99_ms() {
        const std::lock_guard lock(mutex_);
        return percentile(late_ms_, 99);
    }

private:
    House& house_;
    std::atomic<int> ended_{0};
    int count_ = 0;
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, Time> due_;
    std::vector<double> late_ms_;
};

constexpr OrgId others{2};

}  // namespace

void timers(const Wish& wish) {
    House house(wish, "timers");
    house.publish(org, "waits_until.json");
    house.publish(others, "five_lua_nodes.json");
    Sleepers sleepers(house);
    house.watch([&](const run::State& state, const run::Turn&) { sleepers.watched(state); });
    const int count = wish.quick ? 1'000 : 100'000;
    const int rounds = wish.quick ? 1 : 5;
    const std::string in = house.prefix() + "timers_";
    const auto soon = [&](int after_s) { return house.store().clock().now() + seconds(after_s); };
    const int to_start_s = wish.quick ? 2 : (wish.store.empty() ? 12 : 60);

    std::vector<double> drained;
    std::vector<double> share;
    std::vector<double> slower;
    for (int round = 0; round < rounds; ++round) {
        // What new runs notice that come as fast as they can.
        ClosedLoop crowd(house, {.org = others, .flow = "five", .in_flight = 256});
        const double quiet = crowd.runs_a_second(wish.seconds);
        say("round {} of {}: {} runs wait for one instant", round + 1, rounds, count);
        Time first = soon(to_start_s);
        sleepers.start(count, first, {});
        std::this_thread::sleep_for(std::chrono::milliseconds((first - house.store().clock().now()).ms));
        const auto began = steady_clock::now();
        crowd.start();
        sleepers.drained_after(first);
        const double during = static_cast<double>(crowd.ended()) / seconds_since(began);
        crowd.stop();
        share.push_back(during / quiet);

        // What single callers notice.
        OpenLoop callers(house, {.org = others, .flow = "five", .a_second = 200, .urgency = schedule::Class::live});
        callers.start();
        std::this_thread::sleep_for(std::chrono::duration<double>(2 * wish.seconds));
        auto before = callers.take();
        callers.stop();
        first = soon(to_start_s);
        sleepers.start(count, first, {});
        std::this_thread::sleep_for(std::chrono::milliseconds((first - house.store().clock().now()).ms));
        callers.take();
        callers.start();
        drained.push_back(sleepers.drained_after(first));
        auto amid = callers.take();
        callers.stop();
        slower.push_back(percentile(amid.took_us, 99) / percentile(before.took_us, 99));
    }
    print_figure(in + "drained", "s", drained);
    print_figure(in + "throughput_beside", "of quiet", share);
    print_figure(in + "p99_beside", "x quiet", slower);

    std::vector<double> late;
    for (int round = 0; round < rounds; ++round) {
        const Time first = soon(wish.quick ? 2 : 5);
        sleepers.start(wish.quick ? 1'000 : 5'000, first, seconds(1));
        sleepers.drained_after(first);
        late.push_back(sleepers.late_p99_ms());
    }
    print_figure(in + "late_p99", "ms", late);
}

}  // namespace millrace::bench
