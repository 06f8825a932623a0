#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/base/time.hpp"

namespace boost::asio {
class io_context;
}

namespace millrace::http {

class Watched;

// One I/O thread's world. A connection lives on one loop from accept to close and is touched by that thread only, so
// nothing on the way of a request takes a lock; other threads reach it by post().
class Loop {
public:
    using Task = std::function<void()>;

    explicit Loop(Duration tick);
    ~Loop();

    // The thread's body. Returns when stop() was called and nothing watched is left.
    void run();
    // From any thread. After `grace`, what still lives is cut.
    void stop(Duration grace);

    // Runs the task on this loop, never inside the call. A burst of posts costs one wake-up. From any thread; when the
    // loop has ended the task is dropped.
    void post(Task task);
    bool is_current() const;

    boost::asio::io_context& io();

    // Milliseconds of the steady clock.
    static std::int64_t now_ms();
    static std::int64_t now_us();

    // On the loop's thread only.
    void watch(std::shared_ptr<Watched> watched);
    void unwatch(Watched& watched);
    bool stopping() const { return stopping_; }

private:
    struct Machine;

    void arm();
    void on_tick();
    void run_posted();

    const Duration tick_;
    std::unique_ptr<Machine> machine_;
    // All that has a deadline, in no order: keeping one is a plain store, and each tick looks through all of them.
    std::vector<std::shared_ptr<Watched>> watched_;
    bool stopping_ = false;
    std::int64_t cut_at_ms_ = 0;

    std::mutex mutex_;
    std::vector<Task> posted_;
    bool waking_ = false;
    bool ended_ = false;
};

// What a loop watches over: it has a deadline, and can be asked to stop.
class Watched {
public:
    virtual ~Watched() = default;
    virtual void deadline_passed() = 0;
    // The server stops: finish what is being answered, begin nothing.
    virtual void stop_soon() = 0;
    virtual void stop_now() = 0;

protected:
    void expire_in(Duration time) { deadline_ms_ = Loop::now_ms() + time.ms; }
    void expire_never() { deadline_ms_ = INT64_MAX; }

private:
    friend class Loop;
    std::int64_t deadline_ms_ = INT64_MAX;
    std::size_t place_ = SIZE_MAX;  // in Loop::watched_
};

}  // namespace millrace::http
