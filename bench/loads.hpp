#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bench/figure.hpp"
#include "bench/house.hpp"

namespace millrace::bench {

// Starts so many runs of our org, at most 512 at a time, and waits until all have begun durably. `begun` hears of each,
// from a task.
void start_all(House& house, const std::string& flow, int count, const std::function<Value(int)>& input,
               const std::function<void(int, RunId)>& begun = {});

// Keeps a number of runs in flight: the end of one is the start of the next, from the task that tells of the end. A run
// is at its end when the turn that ends it is durable.
class ClosedLoop {
public:
    struct Shape {
        OrgId org = bench::org;
        std::string flow = {};
        int in_flight = 256;
        schedule::Class urgency = schedule::Class::normal;
        bool ends_at_once = true;  // in its first turn, so that whoever starts it hears of its end
    };
    ClosedLoop(House& house, Shape shape) : house_(house), shape_(std::move(shape)) {}
    ~ClosedLoop() { stop(); }

    void start();
    // No further starts; returns when all have ended.
    void stop();
    std::uint64_t ended() const { return ended_; }
    // Hands on what House::watch tells, for runs that take more than one turn.
    void watched(const run::State& state);

    double runs_a_second(double seconds);
    // Half of the runs take at most so long from their start to their durable end, one after the other.
    double median_us(double seconds);

private:
    void start_one();
    void one_ended();
    void try_again();

    House& house_;
    const Shape shape_;
    std::atomic<bool> going_{false};
    std::atomic<std::uint64_t> ended_{0};
    std::atomic<int> refused_{0};  // to be started again, as a patient caller would
    std::thread patient_;
    std::mutex mutex_;
    std::condition_variable landed_;
    int flying_ = 0;
    steady_clock::time_point started_;  // of the only one in flight
    std::vector<double> took_us_;
};

// Starts so many a second, come what may, and takes down how long each took from the moment it was due to its durable
// end. Runs that end in their first turn.
class OpenLoop {
public:
    struct Shape {
        OrgId org = bench::org;
        std::string flow = {};
        double a_second = 200;
        schedule::Class urgency = schedule::Class::normal;
    };
    OpenLoop(House& house, Shape shape) : house_(house), shape_(std::move(shape)) {}
    ~OpenLoop() { stop(); }

    void start();
    void stop();  // returns when all have been answered

    struct Seen {
        std::vector<double> took_us;
        std::uint64_t asked = 0;
        std::uint64_t refused = 0;
    };
    // Since it was asked last.
    Seen take();

private:
    void work();

    House& house_;
    const Shape shape_;
    std::thread thread_;
    std::atomic<bool> going_{false};
    std::atomic<std::uint64_t> out_{0};
    std::mutex mutex_;
    Seen seen_;
};

}  // namespace millrace::bench
