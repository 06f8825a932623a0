#include "runtime/effects/remote_effects.hpp"

#include <mutex>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/base/fault.hpp"
#include "engine/desk/integration.hpp"
#include "engine/value/codec.hpp"
#include "runtime/effects/http_effect.hpp"

namespace millrace::effects {
namespace {

struct Order {
    std::string effect;
    Value payload;
};

// As the drive writes it: a version byte, the effect's name, its payload.
Result<Order> read_order(const store::OutboxRow& row) {
    ByteReader in(row.body);
    const std::uint8_t version = in.byte();
    Order order;
    order.effect = in.text();
    order.payload = decode_value(in);
    if (in.failed() || version != 1) {
        return Error{"outbox.damaged",
                     fmt::format("expected outbox row {} to say what to do, but it cannot be read", to_text(row.id))};
    }
    return order;
}

Signal failed(std::string_view effect, const Error& error) {
    return Signal{"effect.failed", Map{{"effect", effect}, {"code", error.code}, {"message", error.message}}};
}

// The store was restored from a backup: what became of this row after it was made, nobody knows.
Outcome lost_sight_of(const std::string& destination) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::unknown;
    outcome.reply.may_have_reached = true;
    outcome.reply.error = HttpError{
        HttpError::Kind::closed,
        fmt::format("expected to know whether {} was called, but the data were restored from a backup", destination)};
    return outcome;
}

}  // namespace

std::string idempotency_key(const store::OutboxRow& row) {
    return row.run ? fmt::format("{}-{}-{}", to_text(row.run), row.activation, row.n) : to_text(row.id);
}

class RemoteEffects::Work final : public OutboxStore {
public:
    Work(World world, Dispatcher::Settings settings)
        : world_(std::move(world)),
          dispatcher_(
              {world_.sender, *this, world_.timers, world_.clock, world_.random, turns()},
              [this](const OutboxRow& row, const Outcome& outcome) { ended(row, outcome); }, settings) {}

    void submit(std::vector<store::OutboxRow> rows) {
        fail_point("outbox.taken");
        std::vector<OutboxRow> leaving;
        for (store::OutboxRow& row : rows) {
            if (is_under_way(row)) {
                continue;
            }
            const auto order = read_order(row);
            if (!order) {
                world_.answer(std::move(row), failed("", order.error()), [] {});
                continue;
            }
            if (order->effect != desk::HttpRequest::name) {
                const Error unknown{"effect.unknown",
                                    fmt::format("expected somebody to carry out '{}', but nobody does", order->effect)};
                world_.answer(std::move(row), failed(order->effect, unknown), [] {});
                continue;
            }
            auto call = http_call(order->payload);
            if (!call) {
                world_.answer(std::move(row), failed(order->effect, call.error()), [] {});
                continue;
            }
            if (row.status == store::OutboxStatus::outcome_unknown) {
                Signal unknown = http_replied(lost_sight_of(row.destination), call->save);
                world_.answer(std::move(row), std::move(unknown), [] {});
                continue;
            }
            OutboxRow out;
            out.id = row.id.value;
            out.run = row.run;
            out.subject = row.subject.value;
            out.destination = row.destination;
            out.request = std::move(call->request);
            out.attempts = row.attempts;
            out.attempts_max = call->attempts_max;
            out.next_at = row.next_at;
            out.key = idempotency_key(row);
            out.sending = row.status == store::OutboxStatus::sending;
            leaving.push_back(std::move(out));

            row.body.clear();  // decoded, and not needed to answer
            const std::lock_guard lock(mutex_);
            const std::uint64_t id = row.id.value;
            const std::uint64_t epoch = epoch_of(id);
            under_way_[id] = {std::move(row), std::move(call->save), epoch};
        }
        dispatcher_.submit(std::move(leaving));
    }

    Dispatcher::Figures figures() const { return dispatcher_.figures(); }

    void mark_sending(const OutboxRow& row, std::function<void(bool)> done) override {
        auto commit = change(row, store::OutboxStatus::sending);
        commit->done = [done](std::unique_ptr<store::Commit> finished) {
            done(finished->result.outcome == store::Outcome::committed);
        };
        if (!world_.store.submit(std::move(commit))) {
            done(false);
        }
    }

    void postpone(const OutboxRow& row) override {
        auto commit = change(row, store::OutboxStatus::pending);
        commit->done = [](std::unique_ptr<store::Commit>) { fail_point("outbox.postponed"); };
        // If the store is busy a later process tries once more than it should: nothing is lost.
        static_cast<void>(world_.store.submit(std::move(commit)));
    }

private:
    struct UnderWay {
        store::OutboxRow row;
        std::vector<std::string> save;
        std::uint64_t epoch = 0;  // of its shard
    };

    std::uint64_t epoch_of(std::uint64_t row) const {
        return world_.store.shards()[static_cast<std::size_t>(shard_of(row))];
    }

    // With several processes on one store a row is sent by whoever has its shard, while he can be sure that he has it.
    // One whose shard was another's meanwhile may have been sent there: it leaves only if it is submitted again.
    std::function<Dispatcher::Turn(const OutboxRow&)> turns() {
        if (!world_.store.shared()) {
            return {};
        }
        return [this](const OutboxRow& row) {
            const std::uint64_t epoch = epoch_of(row.id);
            const std::lock_guard lock(mutex_);
            const auto found = under_way_.find(row.id);
            if (epoch == 0 || found == under_way_.end() || found->second.epoch != epoch) {
                return Dispatcher::Turn::never;
            }
            return world_.store.sure_of_shards() ? Dispatcher::Turn::now : Dispatcher::Turn::later;
        };
    }

    // It is in our hands already: read again by a take-up, or its shard left and came back before it could be sent.
    bool is_under_way(const store::OutboxRow& row) {
        const std::uint64_t epoch = epoch_of(row.id.value);
        const std::lock_guard lock(mutex_);
        const auto found = under_way_.find(row.id.value);
        if (found != under_way_.end()) {
            found->second.epoch = epoch;
        }
        return found != under_way_.end();
    }

    static std::unique_ptr<store::Commit> change(const OutboxRow& row, store::OutboxStatus status) {
        auto commit = std::make_unique<store::Commit>();
        store::OutboxChange change;
        change.id = {row.id};
        change.status = status;
        change.attempts = row.attempts;
        change.next_at = row.next_at;
        commit->outbox_changes.push_back(change);
        return commit;
    }

    void ended(const OutboxRow& row, const Outcome& outcome) {
        UnderWay over;
        {
            const std::lock_guard lock(mutex_);
            const auto found = under_way_.find(row.id);
            MILLRACE_ASSERT(found != under_way_.end());
            over = found->second;
        }
        const auto forget = [this, id = row.id] {
            const std::lock_guard lock(mutex_);
            under_way_.erase(id);
        };
        if (over.epoch != epoch_of(row.id)) {
            forget();  // another process answers it
            return;
        }
        fail_point("outbox.before_answer");
        world_.answer(std::move(over.row), http_replied(outcome, over.save), forget);
        fail_point("outbox.answered");
    }

    const World world_;
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, UnderWay> under_way_;
    Dispatcher dispatcher_;  // last: it calls into the above until it is gone
};

RemoteEffects::RemoteEffects(World world, Dispatcher::Settings settings)
    : work_(std::make_unique<Work>(std::move(world), settings)) {}
RemoteEffects::~RemoteEffects() = default;

void RemoteEffects::submit(std::vector<store::OutboxRow> rows) {
    work_->submit(std::move(rows));
}
Dispatcher::Figures RemoteEffects::figures() const {
    return work_->figures();
}

}  // namespace millrace::effects
