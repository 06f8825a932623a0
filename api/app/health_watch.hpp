#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "api/http/observer.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/spent.hpp"
#include "runtime/drive/drive.hpp"
#include "runtime/effects/dispatcher.hpp"
#include "runtime/observe/series.hpp"

namespace millrace::app {

// Requests as they are answered: how many, and how long they took.
struct Requests {
    std::atomic<std::uint64_t> count{0};
    SharedSpent took;

    void served(const http::Served& request) {
        count.fetch_add(1, std::memory_order_relaxed);
        took.add(request.took_us / 1000);
    }
};

// How the server is, every five seconds, for an hour. Its own thread.
class HealthWatch {
public:
    static constexpr Duration every = seconds(5);
    struct Sight {
        std::function<drive::Drive::Figures()> drive;
        std::function<schedule::Scheduler::Figures()> queues;
        std::function<effects::Dispatcher::Figures()> outbox;
        std::function<store::Statistics()> store;
        std::function<std::size_t()> sockets;
    };
    HealthWatch(Sight sight, const Requests& requests, Clock& clock);
    ~HealthWatch();
    HealthWatch(const HealthWatch&) = delete;
    HealthWatch& operator=(const HealthWatch&) = delete;

    // {every_s, at, series}
    Map series(int minutes) const;
    // {started_at, uptime_s, figures}
    Map newest() const;

private:
    struct Totals {
        drive::Drive::Figures drive;
        std::uint64_t commits = 0;
        std::uint64_t requests = 0;
        Spent requests_took;
    };
    void work();
    void sample();
    Totals totals() const;

    const Sight sight_;
    const Requests& requests_;
    Clock& clock_;
    const Time started_;
    observe::Series series_;
    Totals before_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace millrace::app
