#include "runtime/schedule/scheduler.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "runtime/schedule/lines.hpp"
#include "runtime/schedule/thread_pool.hpp"

#ifndef MILLRACE_PLAIN_THREADS
#include <oneapi/tbb/task_arena.h>
#endif

namespace millrace::schedule {
namespace {

// Where the workers' threads live: the slots of one oneTBB arena, so that what a task does in parallel stays within the
// cores. The threads are ours and sleep on the lines: those of oneTBB 2021.8 can sleep on with work before them.
class Arena {
public:
#ifndef MILLRACE_PLAIN_THREADS
    explicit Arena(int threads) : slots_(threads, static_cast<unsigned>(threads)) {}
    template <class Work>
    void live(Work&& work) {
        slots_.execute(std::forward<Work>(work));
    }

private:
    oneapi::tbb::task_arena slots_;
#else
    explicit Arena(int) {}
    template <class Work>
    void live(Work&& work) {
        work();
    }
#endif
};

class Threads final : public Scheduler {
public:
    explicit Threads(const SchedulerOptions& options)
        : lines_(options.queue_max), arena_(width(options)), blocking_(options.blocking_threads) {
        for (int i = 0; i < width(options); ++i) {
            workers_.emplace_back([this] { arena_.live([this] { work(); }); });
        }
    }
    ~Threads() override { stop(); }

    bool post(Place place, Task task) override { return lines_.push(place, std::move(task), false); }
    void post_always(Place place, Task task) override { lines_.push(place, std::move(task), true); }
    void post_blocking(Task task) override { blocking_.post(std::move(task)); }
    Figures figures() const override {
        return {lines_.size(Class::live), lines_.size(Class::normal), lines_.size(Class::bulk), blocking_.size()};
    }
    void stop() override {
        if (stopped_.exchange(true)) {
            return;
        }
        lines_.rest(workers_.size());
        blocking_.stop();
        lines_.end();  // after what the blocking work handed back
        for (std::thread& worker : workers_) {
            worker.join();
        }
    }

private:
    static int width(const SchedulerOptions& options) {
        return options.threads > 0 ? options.threads
                                   : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    }

    void work() {
        while (auto task = lines_.wait()) {
            (*task)();
        }
    }

    Lines lines_;
    Arena arena_;
    ThreadPool blocking_;
    std::vector<std::thread> workers_;
    std::atomic<bool> stopped_{false};
};

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(SchedulerOptions options) {
    return std::make_unique<Threads>(options);
}

}  // namespace millrace::schedule
