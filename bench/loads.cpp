#include "bench/loads.hpp"

namespace millrace::bench {

using std::chrono::duration;

void start_all(House& house, const std::string& flow, int count, const std::function<Value(int)>& input,
               const std::function<void(int, RunId)>& begun) {
    std::atomic<int> out{0};
    const auto wait_for_at_most = [&](int others) {
        while (out > others) {
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    };
    for (int i = 0; i < count; ++i) {
        wait_for_at_most(511);
        ++out;
        house.start(org, flow, input(i), schedule::Class::normal, [&, i](const drive::Answered& answered) {
            MILLRACE_ASSERT(answered.kind == drive::Answered::Kind::done);
            if (begun) {
                begun(i, answered.run);
            }
            --out;
        });
    }
    wait_for_at_most(0);
}

void ClosedLoop::start() {
    going_ = true;
    ended_ = 0;
    took_us_.clear();
    flying_ = shape_.in_flight;
    for (int i = 0; i < shape_.in_flight; ++i) {
        start_one();
    }
    patient_ = std::thread([this] { try_again(); });
}

void ClosedLoop::stop() {
    going_ = false;
    if (patient_.joinable()) {
        patient_.join();
    }
    std::unique_lock lock(mutex_);
    flying_ -= refused_.exchange(0);
    landed_.wait(lock, [this] { return flying_ == 0; });
}

void ClosedLoop::try_again() {
    while (going_) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        for (int again = refused_.exchange(0); again > 0; --again) {
            start_one();
        }
    }
}

void ClosedLoop::watched(const run::State& state) {
    if (run::is_terminal(state.status) && state.org == shape_.org.value) {
        one_ended();
    }
}

double ClosedLoop::runs_a_second(double seconds) {
    const auto began = steady_clock::now();
    start();
    std::this_thread::sleep_for(duration<double>(seconds));
    stop();
    return static_cast<double>(ended_) / seconds_since(began);
}

double ClosedLoop::median_us(double seconds) {
    MILLRACE_ASSERT(shape_.in_flight == 1);
    runs_a_second(seconds);
    return percentile(took_us_, 50);
}

void ClosedLoop::start_one() {
    if (shape_.in_flight == 1) {
        started_ = steady_clock::now();
    }
    house_.start(shape_.org, shape_.flow, {}, shape_.urgency, [this](const drive::Answered& answered) {
        if (answered.kind == drive::Answered::Kind::busy) {
            ++refused_;
            return;
        }
        if (answered.kind != drive::Answered::Kind::done) {
            fmt::print(stderr, "a run was not started: {}\n", answered.error.message);
            std::exit(1);
        }
        if (shape_.ends_at_once) {
            one_ended();
        }
    });
}

void ClosedLoop::one_ended() {
    ++ended_;
    if (shape_.in_flight == 1) {
        took_us_.push_back(duration<double, std::micro>(steady_clock::now() - started_).count());
    }
    if (going_) {
        start_one();
        return;
    }
    // Under the lock to its end: whoever waits may take the loop away as soon as he sees that nothing flies.
    const std::lock_guard lock(mutex_);
    if (--flying_ == 0) {
        landed_.notify_all();
    }
}

void OpenLoop::start() {
    going_ = true;
    thread_ = std::thread([this] { work(); });
}

void OpenLoop::stop() {
    going_ = false;
    if (thread_.joinable()) {
        thread_.join();
    }
    while (out_ > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

OpenLoop::Seen OpenLoop::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(seen_, {});
}

void OpenLoop::work() {
    const auto began = steady_clock::now();
    for (std::uint64_t n = 0; going_; ++n) {
        const auto due = began + std::chrono::duration_cast<steady_clock::duration>(
                                     duration<double>(static_cast<double>(n) / shape_.a_second));
        if (due > steady_clock::now()) {
            std::this_thread::sleep_until(due);
        }
        ++out_;
        house_.start(shape_.org, shape_.flow, {}, shape_.urgency, [this, due](const drive::Answered& answered) {
            {
                const std::lock_guard lock(mutex_);
                ++seen_.asked;
                if (answered.kind == drive::Answered::Kind::done) {
                    seen_.took_us.push_back(duration<double, std::micro>(steady_clock::now() - due).count());
                } else {
                    ++seen_.refused;
                }
            }
            --out_;
        });
    }
}

}  // namespace millrace::bench
