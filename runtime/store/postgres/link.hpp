#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "runtime/store/postgres/connection.hpp"

namespace millrace::store::postgres {

// The writer's connection: made anew when it was lost, with growing pauses while the server cannot be reached. One
// thread uses it; any may close it.
class Link {
public:
    explicit Link(std::string url, std::unique_ptr<Connection> connection)
        : url_(std::move(url)), connection_(std::move(connection)) {}

    // As often as it takes; SqlError::unavailable only once closed.
    Connection& connection();
    // One attempt.
    Connection& connection_now();
    // There is one, and it is not known to be lost.
    bool usable() const { return connection_ && connection_->usable(); }
    void drop() {
        connection_.reset();
        reachable_ = false;
    }
    // After a failure: a while before the next attempt. False: closed, give up.
    bool pause();
    void recovered();
    // Any thread: false from the first failure until the server has answered again.
    bool reachable() const { return reachable_; }

    // From now on an outage is waited out for so long, no longer for ever.
    void close(std::chrono::milliseconds patience);

private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds first_pause{20};
    static constexpr std::chrono::milliseconds longest_pause{1'000};

    const std::string url_;
    std::unique_ptr<Connection> connection_;
    std::chrono::milliseconds next_pause_ = first_pause;
    std::atomic<bool> reachable_{true};
    bool said_ = false;  // on standard error, once an outage that lasts

    std::mutex mutex_;
    std::condition_variable closed_;
    Clock::time_point give_up_ = Clock::time_point::max();
};

}  // namespace millrace::store::postgres
