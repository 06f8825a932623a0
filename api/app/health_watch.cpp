#include "api/app/health_watch.hpp"

#include <cstdio>
#include <memory>

#include <unistd.h>

namespace millrace::app {
namespace {

constexpr std::size_t samples_kept = 720;

double number(std::uint64_t n) {
    return static_cast<double>(n);
}

std::optional<double> p99(const Spent& spent) {
    const auto ms = spent.percentile(99);
    return ms ? std::optional(static_cast<double>(*ms)) : std::nullopt;
}

std::optional<double> resident_mb() {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "r"), std::fclose);
    unsigned long whole = 0;
    unsigned long resident = 0;
    if (file == nullptr || std::fscanf(file.get(), "%lu %lu", &whole, &resident) != 2) {
        return std::nullopt;
    }
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

}  // namespace

HealthWatch::HealthWatch(Sight sight, const Requests& requests, Clock& clock)
    : sight_(std::move(sight)),
      requests_(requests),
      clock_(clock),
      started_(clock.now()),
      series_({"runs_started", "turns", "commits", "commit_p99_ms", "queue_live", "queue_normal", "queue_bulk",
               "runs_live", "incidents", "outbox_pending", "sockets", "http_requests", "http_p99_ms", "resident_mb"},
              samples_kept),
      before_(totals()),
      thread_([this] { work(); }) {}

HealthWatch::~HealthWatch() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void HealthWatch::work() {
    std::unique_lock lock(mutex_);
    while (!ending_.wait_for(lock, std::chrono::milliseconds(every.ms), [this] { return ends_; })) {
        lock.unlock();
        sample();
        lock.lock();
    }
}

HealthWatch::Totals HealthWatch::totals() const {
    return {sight_.drive(), sight_.store().commits, requests_.count.load(), requests_.took.read()};
}

// What happened since the last sample, and what is now.
void HealthWatch::sample() {
    Totals now = totals();
    const schedule::Scheduler::Figures queues = sight_.queues();
    const effects::Dispatcher::Figures outbox = sight_.outbox();
    const auto live = now.drive.runs_live;
    series_.add(clock_.now(),
                {number(now.drive.runs_started - before_.drive.runs_started),
                 number(now.drive.turns - before_.drive.turns), number(now.commits - before_.commits),
                 p99(now.drive.commits.since(before_.drive.commits)), number(queues.live), number(queues.normal),
                 number(queues.bulk), live ? std::optional(static_cast<double>(*live)) : std::nullopt,
                 number(now.drive.incidents - before_.drive.incidents), number(outbox.waiting + outbox.in_flight),
                 number(sight_.sockets()), number(now.requests - before_.requests),
                 p99(now.requests_took.since(before_.requests_took)), resident_mb()});
    before_ = std::move(now);
}

Map HealthWatch::series(int minutes) const {
    Map shown = series_.show(clock_.now() - millrace::minutes(minutes));
    shown.set("every_s", every.ms / 1000);
    return shown;
}

Map HealthWatch::newest() const {
    return Map{{"started_at", to_text(started_)},
               {"uptime_s", (clock_.now() - started_).ms / 1000},
               {"figures", series_.newest()}};
}

}  // namespace millrace::app
