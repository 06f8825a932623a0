#include "api/http/loop.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "engine/base/assert.hpp"

namespace millrace::http {
namespace {

thread_local const Loop* current_loop = nullptr;

}  // namespace

struct Loop::Machine {
    boost::asio::io_context io{1};  // one thread runs it: Asio need not wake others
    boost::asio::steady_timer timer{io};
};

Loop::Loop(Duration tick) : tick_(tick), machine_(std::make_unique<Machine>()) {}
Loop::~Loop() = default;

boost::asio::io_context& Loop::io() {
    return machine_->io;
}

bool Loop::is_current() const {
    return current_loop == this;
}

std::int64_t Loop::now_us() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

std::int64_t Loop::now_ms() {
    return now_us() / 1000;
}

void Loop::run() {
    current_loop = this;
    arm();
    // The timer keeps the loop busy until stop(); then it ends with the last operation of the last socket.
    machine_->io.run();
    current_loop = nullptr;

    std::vector<Task> dropped;  // destroyed without the lock: a task may hold the last of what posts again
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    dropped.swap(posted_);
}

void Loop::stop(Duration grace) {
    post([this, grace] {
        if (stopping_) {
            cut_at_ms_ = std::min(cut_at_ms_, now_ms() + grace.ms);
            return;
        }
        stopping_ = true;
        cut_at_ms_ = now_ms() + grace.ms;
        const auto all = watched_;  // each may leave while it is told
        for (const auto& watched : all) {
            watched->stop_soon();
        }
    });
}

void Loop::post(Task task) {
    {
        const std::scoped_lock lock(mutex_);
        if (ended_) {
            return;
        }
        posted_.push_back(std::move(task));
        if (waking_) {
            return;
        }
        waking_ = true;
    }
    boost::asio::post(machine_->io, [this] { run_posted(); });
}

void Loop::run_posted() {
    std::vector<Task> tasks;
    {
        const std::scoped_lock lock(mutex_);
        waking_ = false;
        tasks.swap(posted_);
    }
    for (const Task& task : tasks) {
        task();
    }
}

void Loop::watch(std::shared_ptr<Watched> watched) {
    MILLRACE_ASSERT(watched->place_ == SIZE_MAX);
    watched->place_ = watched_.size();
    watched_.push_back(std::move(watched));
}

void Loop::unwatch(Watched& watched) {
    MILLRACE_ASSERT(watched.place_ < watched_.size() && watched_[watched.place_].get() == &watched);
    const std::size_t place = watched.place_;
    watched.place_ = SIZE_MAX;
    const std::shared_ptr<Watched> leaving = std::move(watched_[place]);
    if (place + 1 < watched_.size()) {
        watched_[place] = std::move(watched_.back());
        watched_[place]->place_ = place;
    }
    watched_.pop_back();
}

void Loop::arm() {
    machine_->timer.expires_after(std::chrono::milliseconds(tick_.ms));
    machine_->timer.async_wait([this](boost::system::error_code) { on_tick(); });
}

void Loop::on_tick() {
    const std::int64_t now = now_ms();
    const bool cut = stopping_ && now >= cut_at_ms_;
    std::vector<std::shared_ptr<Watched>> due;
    for (const auto& watched : watched_) {
        if (cut || watched->deadline_ms_ <= now) {
            due.push_back(watched);
        }
    }
    for (const auto& watched : due) {
        if (watched->place_ == SIZE_MAX) {
            continue;  // left because of another that was due
        }
        if (cut) {
            watched->stop_now();
        } else {
            watched->deadline_passed();
        }
    }
    if (!stopping_ || !watched_.empty()) {
        arm();
    }
}

}  // namespace millrace::http
