#include "runtime/schedule/thread_pool.hpp"

namespace millrace::schedule {

ThreadPool::ThreadPool(int threads) {
    for (int i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

void ThreadPool::post(Task task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    more_.notify_one();
}

std::size_t ThreadPool::size() const {
    const std::lock_guard lock(mutex_);
    return tasks_.size();
}

void ThreadPool::work() {
    while (true) {
        Task task;
        {
            std::unique_lock lock(mutex_);
            more_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (tasks_.empty()) {
                return;
            }
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        task();
    }
}

void ThreadPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

}  // namespace millrace::schedule
