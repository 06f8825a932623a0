#include "runtime/effects/dispatcher.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/base/fault.hpp"

namespace millrace::effects {
namespace {

// Destinations that nothing waits for are forgotten when there are more, with their breakers.
constexpr std::size_t destinations_kept = 4096;
// While it is not known whose a row is.
constexpr Duration ask_whose_every = milliseconds(500);

struct Waiting {
    OutboxRow row;
    Breaker::Permit permit = {};
    bool reached_before = false;  // an earlier attempt may have reached the peer
};

// Rows that must leave one after the other; the first is being sent, or is next.
using Line = std::deque<Waiting>;

struct Destination {
    explicit Destination(std::string name, Breaker::Settings settings) : name(std::move(name)), breaker(settings) {}

    std::string name;
    Breaker breaker;
    std::unordered_map<std::uint64_t, Line> lines;
    std::deque<std::uint64_t> ready;  // lines whose first row may leave
    std::size_t waiting = 0;
    std::size_t in_flight = 0;
    bool listed = false;  // in Work::listed_
};

std::uint64_t line_of(const OutboxRow& row) {
    return row.run ? row.run.value : row.subject != 0 ? row.subject : row.id;
}

std::size_t footprint(const OutboxRow& row) {
    return sizeof(Waiting) + row.destination.size() + row.key.size() + row.request.url.size() + row.request.body.size();
}

HttpRequest with_key(const OutboxRow& row) {
    HttpRequest request = row.request;
    if (!row.key.empty() && find_header(request.headers, "Idempotency-Key") == nullptr) {
        request.headers.emplace_back(
            "Idempotency-Key", fault("effects_key_per_attempt") ? fmt::format("{}{}", row.key, row.attempts) : row.key);
    }
    return request;
}

HttpReply not_asked(std::string message) {
    HttpReply reply;
    reply.error = HttpError{HttpError::Kind::unavailable, std::move(message)};
    return reply;
}

}  // namespace

class Dispatcher::Work : public std::enable_shared_from_this<Work> {
public:
    Work(World world, Report report, Settings settings)
        : world_(world), report_(std::move(report)), settings_(settings) {}

    void submit(std::vector<OutboxRow> rows) {
        enter([&] {
            for (OutboxRow& row : rows) {
                take(std::move(row));
            }
        });
    }

    Figures figures() const {
        const std::lock_guard lock(mutex_);
        Figures figures;
        figures.in_flight = in_flight_;
        for (const auto& entry : destinations_) {
            figures.waiting += entry.second->waiting;
            figures.breakers_open += entry.second->breaker.state() == Breaker::State::closed ? 0 : 1;
        }
        return figures;
    }

    void stop() {
        std::unique_lock lock(mutex_);
        stopped_ = true;
        idle_.wait(lock, [this] { return entered_ == 0; });
    }

private:
    using Call = std::function<void()>;

    // The one way in: changes under the lock, sends what may leave, then makes the calls that this led to without it.
    template <class Change>
    void enter(Change&& change) {
        std::vector<Call> calls;
        {
            const std::lock_guard lock(mutex_);
            if (stopped_) {
                return;
            }
            ++entered_;
            change();
            send_what_may_leave();
            calls.swap(calls_);
        }
        for (Call& call : calls) {
            call();
        }
        const std::lock_guard lock(mutex_);
        if (--entered_ == 0) {
            idle_.notify_all();
        }
    }

    // A later call into this object, nothing if it is gone by then.
    template <class... Arguments, class Method>
    auto later(Method method, const Destination& destination, std::uint64_t line) {
        return [weak = weak_from_this(), method, name = destination.name, line](Arguments... arguments) {
            if (const auto work = weak.lock()) {
                work->enter([&] {
                    const auto found = work->destinations_.find(name);
                    MILLRACE_ASSERT(found != work->destinations_.end());
                    (*work.*method)(*found->second, line, std::move(arguments)...);
                });
            }
        };
    }

    void take(OutboxRow row) {
        if (row.at_most_once && row.sending) {
            HttpReply lost;
            lost.may_have_reached = true;
            lost.error =
                HttpError{HttpError::Kind::closed, fmt::format("expected an answer from {}, but the process that "
                                                               "called it ended before one came",
                                                               row.destination)};
            report(row, {Outcome::Kind::unknown, std::move(lost), row.attempts, false});
            return;
        }
        Destination& destination = named(row.destination);
        if (destination.waiting >= settings_.waiting_per_destination_max ||
            waiting_bytes_ + footprint(row) > settings_.waiting_bytes_max) {
            auto message = fmt::format("expected to call {} soon, but {} effects wait for it already", row.destination,
                                       destination.waiting);
            report(row, {Outcome::Kind::unavailable, not_asked(std::move(message)), row.attempts, row.attempts > 0});
            return;
        }
        ++destination.waiting;
        waiting_bytes_ += footprint(row);
        const std::uint64_t key = line_of(row);
        Line& line = destination.lines[key];
        const bool reached_before = row.attempts > 0;
        line.push_back({std::move(row), {}, reached_before});
        if (line.size() == 1) {
            wait_or_ready(destination, key);
        }
    }

    void wait_or_ready(Destination& destination, std::uint64_t key) {
        const Time next_at = destination.lines.at(key).front().row.next_at;
        if (next_at > world_.clock.now()) {
            world_.timers.call_at(next_at, later(&Work::ready, destination, key));
        } else {
            ready(destination, key);
        }
    }

    void ready(Destination& destination, std::uint64_t key) {
        destination.ready.push_back(key);
        list(destination);
    }

    void list(Destination& destination) {
        if (!destination.listed && !destination.ready.empty()) {
            destination.listed = true;
            listed_.push_back(&destination);
        }
    }

    // Destinations take turns, so that a slow one does not keep the places from the others.
    void send_what_may_leave() {
        while (in_flight_ < settings_.in_flight_max && !listed_.empty()) {
            Destination& destination = *listed_.front();
            listed_.pop_front();
            destination.listed = false;
            if (destination.ready.empty() || destination.in_flight >= settings_.in_flight_per_destination_max) {
                continue;  // listed again when one of its calls is over
            }
            const std::uint64_t key = destination.ready.front();
            destination.ready.pop_front();
            begin(destination, key);
            list(destination);
        }
        if (destinations_.size() > destinations_kept) {
            forget_idle_destinations();
        }
    }

    void begin(Destination& destination, std::uint64_t key) {
        Waiting& first = destination.lines.at(key).front();
        const Turn turn = world_.turn ? world_.turn(first.row) : Turn::now;
        if (turn == Turn::later) {
            world_.timers.call_at(world_.clock.now() + ask_whose_every, later(&Work::ready, destination, key));
            return;
        }
        if (turn == Turn::never) {
            // Reported all the same: whoever receives it knows that the row is no longer his to answer.
            end(destination, key,
                {Outcome::Kind::unavailable, not_asked("another process sends it"), first.row.attempts,
                 first.reached_before});
            return;
        }
        const auto permit = destination.breaker.admit(world_.clock.now());
        if (!permit) {
            auto message = fmt::format("expected {} to work again, but it failed too often: it is asked again at {}",
                                       destination.name, to_text(destination.breaker.half_opens()));
            end(destination, key,
                {Outcome::Kind::unavailable, not_asked(std::move(message)), first.row.attempts, first.reached_before});
            return;
        }
        first.permit = *permit;
        ++first.row.attempts;
        ++destination.in_flight;
        ++in_flight_;
        if (first.row.at_most_once) {
            calls_.push_back([this, row = first.row, marked = later<bool>(&Work::marked, destination, key)] {
                world_.store.mark_sending(row, marked);
            });
        } else {
            send(destination, key);
        }
    }

    void marked(Destination& destination, std::uint64_t key, bool durable) {
        if (durable) {
            destination.lines.at(key).front().row.sending = true;
            send(destination, key);
            return;
        }
        // The store takes nothing more, so no outcome could be kept either. The row stays there for the next process;
        // here its line is held, so that nothing overtakes it.
        const Waiting& first = destination.lines.at(key).front();
        destination.breaker.settle(first.permit, Breaker::Lesson::spared, world_.clock.now());
        leave_flight(destination);
        if (world_.turn && world_.turn(first.row) == Turn::never) {
            end(destination, key,
                {Outcome::Kind::unavailable, not_asked("another process sends it"), first.row.attempts,
                 first.reached_before});
        }
    }

    void send(Destination& destination, std::uint64_t key) {
        calls_.push_back([this, request = with_key(destination.lines.at(key).front().row),
                          replied = later<HttpReply>(&Work::replied, destination, key)]() mutable {
            fail_point("outbox.before_send");
            world_.sender.send(std::move(request), std::move(replied));
            fail_point("outbox.sending");
        });
    }

    void replied(Destination& destination, std::uint64_t key, HttpReply reply) {
        const Time now = world_.clock.now();
        fail_point("outbox.replied");
        Waiting& first = destination.lines.at(key).front();
        destination.breaker.settle(first.permit, lesson_of(reply), now);
        leave_flight(destination);

        const Verdict verdict = judge(first.row, reply, settings_.retry, now, world_.random);
        if (!verdict.again_at) {
            end(destination, key, {verdict.outcome, std::move(reply), first.row.attempts, first.reached_before});
            return;
        }
        first.reached_before = first.reached_before || reply.may_have_reached;
        first.row.next_at = fault("effects_try_again_at_once") ? now : *verdict.again_at;
        first.row.sending = false;
        calls_.push_back([this, row = first.row] { world_.store.postpone(row); });
        wait_or_ready(destination, key);
    }

    void leave_flight(Destination& destination) {
        --destination.in_flight;
        --in_flight_;
        list(destination);
    }

    void end(Destination& destination, std::uint64_t key, Outcome outcome) {
        const auto line = destination.lines.find(key);
        report(line->second.front().row, std::move(outcome));
        waiting_bytes_ -= footprint(line->second.front().row);
        --destination.waiting;
        line->second.pop_front();
        if (line->second.empty()) {
            destination.lines.erase(line);
        } else {
            wait_or_ready(destination, key);
        }
    }

    void report(const OutboxRow& row, Outcome outcome) {
        calls_.push_back([this, row, outcome = std::move(outcome)] { report_(row, outcome); });
    }

    Destination& named(const std::string& name) {
        auto& destination = destinations_[name];
        if (!destination) {
            destination = std::make_unique<Destination>(name, settings_.breaker);
        }
        return *destination;
    }

    void forget_idle_destinations() {
        for (auto at = destinations_.begin(); at != destinations_.end();) {
            at = at->second->waiting == 0 && !at->second->listed ? destinations_.erase(at) : std::next(at);
        }
    }

    const World world_;
    const Report report_;
    const Settings settings_;

    mutable std::mutex mutex_;
    std::condition_variable idle_;
    int entered_ = 0;
    bool stopped_ = false;
    std::vector<Call> calls_;  // to make when the lock is free
    std::unordered_map<std::string, std::unique_ptr<Destination>> destinations_;
    std::deque<Destination*> listed_;  // those that may have something to send
    std::size_t in_flight_ = 0;
    std::size_t waiting_bytes_ = 0;
};

Dispatcher::Dispatcher(World world, Report report) : Dispatcher(world, std::move(report), Settings{}) {}

Dispatcher::Dispatcher(World world, Report report, Settings settings)
    : work_(std::make_shared<Work>(world, std::move(report), settings)) {}

Dispatcher::~Dispatcher() {
    work_->stop();
}

void Dispatcher::submit(std::vector<OutboxRow> rows) {
    work_->submit(std::move(rows));
}

Dispatcher::Figures Dispatcher::figures() const {
    return work_->figures();
}

}  // namespace millrace::effects
