#include "runtime/store/postgres/link.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "runtime/store/postgres/address.hpp"

namespace millrace::store::postgres {

Connection& Link::connection() {
    for (;;) {
        try {
            return connection_now();
        } catch (const SqlError& error) {
            if (error.kind() != SqlError::Kind::unavailable || !pause()) {
                throw;
            }
        }
    }
}

Connection& Link::connection_now() {
    if (!usable()) {
        connection_.reset();
        connection_ = std::make_unique<Connection>(url_, Connection::Mode::write);
    }
    return *connection_;
}

void Link::recovered() {
    next_pause_ = first_pause;
    reachable_ = true;
    if (std::exchange(said_, false)) {
        std::fputs("millrace: the database answers again\n", stderr);
    }
}

bool Link::pause() {
    reachable_ = false;
    if (next_pause_ == longest_pause && !std::exchange(said_, true)) {
        std::fprintf(stderr, "millrace: no answer from %s: what is to be committed waits\n", shown(url_).c_str());
    }
    std::unique_lock lock(mutex_);
    const auto now = Clock::now();
    if (now >= give_up_) {
        return false;
    }
    const auto until = std::min(now + next_pause_, give_up_);
    const auto give_up = give_up_;
    closed_.wait_until(lock, until, [&] { return give_up_ != give_up; });
    next_pause_ = std::min(next_pause_ * 2, longest_pause);
    return true;
}

void Link::close(std::chrono::milliseconds patience) {
    {
        const std::lock_guard lock(mutex_);
        give_up_ = std::min(give_up_, Clock::now() + patience);
    }
    closed_.notify_all();
}

}  // namespace millrace::store::postgres
