#include "runtime/schedule/scheduler.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "runtime/schedule/lines.hpp"
#include "runtime/schedule/thread_pool.hpp"

#ifndef MILLRACE_PLAIN_THREADS
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>
#endif

namespace millrace::schedule {
namespace {

#ifndef MILLRACE_PLAIN_THREADS

// One arena as wide as the cores. Each post adds a task that takes the most urgent piece of work there is, which need
// not be the one posted.
class Workers {
public:
    // oneTBB counts the main thread among its own and would leave one core idle: ours never works.
    explicit Workers(int threads)
        : width_(oneapi::tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads) + 1),
          arena_(threads, 0) {}
    ~Workers() noexcept { stop(); }  // a task_group that was not waited for throws

    template <class Work>
    void enqueue(Work work) {
        arena_.enqueue(group_.defer(std::move(work)));
    }
    void stop() {
        arena_.execute([&] { group_.wait(); });
    }

private:
    oneapi::tbb::global_control width_;
    oneapi::tbb::task_arena arena_;
    oneapi::tbb::task_group group_;
};

#else

class Workers {
public:
    explicit Workers(int threads) : pool_(threads) {}
    template <class Work>
    void enqueue(Work work) {
        pool_.post(std::move(work));
    }
    void stop() { pool_.stop(); }

private:
    ThreadPool pool_;
};

#endif

class Threads final : public Scheduler {
public:
    explicit Threads(const SchedulerOptions& options)
        : lines_(options.queue_max),
          blocking_(options.blocking_threads),
          workers_(options.threads > 0 ? options.threads
                                       : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))) {}
    ~Threads() override { stop(); }

    bool post(Class urgency, Task task) override {
        if (!lines_.push(urgency, std::move(task), false)) {
            return false;
        }
        workers_.enqueue([this] { take_one(); });
        return true;
    }
    void post_always(Class urgency, Task task) override {
        lines_.push(urgency, std::move(task), true);
        workers_.enqueue([this] { take_one(); });
    }
    void post_blocking(Task task) override { blocking_.post(std::move(task)); }
    Figures figures() const override {
        return {lines_.size(Class::live), lines_.size(Class::normal), lines_.size(Class::bulk), blocking_.size()};
    }
    void stop() override {
        if (stopped_.exchange(true)) {
            return;
        }
        workers_.stop();
        blocking_.stop();
        workers_.stop();  // what the blocking work handed back
    }

private:
    void take_one() {
        if (auto task = lines_.pop()) {
            (*task)();
        }
    }

    Lines lines_;
    ThreadPool blocking_;
    Workers workers_;
    std::atomic<bool> stopped_{false};
};

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(SchedulerOptions options) {
    return std::make_unique<Threads>(options);
}

}  // namespace millrace::schedule
