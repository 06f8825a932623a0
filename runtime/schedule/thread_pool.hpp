#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/schedule/scheduler.hpp"

namespace millrace::schedule {

// Plain threads over one queue: for work that blocks.
class ThreadPool {
public:
    explicit ThreadPool(int threads);
    ~ThreadPool() { stop(); }
    void post(Task task);
    std::size_t size() const;
    // Ends after what was posted.
    void stop();

private:
    void work();

    mutable std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Task> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace millrace::schedule
