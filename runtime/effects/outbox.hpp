#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/base/id.hpp"
#include "runtime/effects/message.hpp"

namespace millrace::effects {

// A remote effect that was committed and must leave, as the store's outbox keeps it.
struct OutboxRow {
    std::uint64_t id = 0;
    RunId run;                  // 0: asked by the desk
    std::uint64_t subject = 0;  // the conversation or call it is about
    std::string destination;    // breaker, limits and order are kept per destination: destination_of(url)
    HttpRequest request;
    std::uint32_t attempts = 0;  // begun and known to have failed, over all processes
    std::uint32_t attempts_max = 3;
    Time next_at;               // not before
    std::string key;            // idempotency key: run, activation, n; the same over attempts and restarts
    bool at_most_once = false;  // the peer does not honour keys: rather not at all than twice
    bool sending = false;       // at most once only: some process committed that it was about to call
};

// How an effect ended. Exactly one a row and process; the receiver commits it as an answer and closes the row.
struct Outcome {
    enum class Kind : std::uint8_t {
        replied,      // whatever the status says
        failed,       // no reply, after all attempts that were allowed; reply.error says why
        unavailable,  // not tried (again): the breaker is open, or too much waits for this destination
        unknown,      // at most once: it may have taken effect or not, and a person or the flow must decide
    };
    Kind kind = Kind::failed;
    HttpReply reply = {};
    std::uint32_t attempts = 0;
    // An earlier attempt may have taken effect as well, if the peer does not honour the key.
    bool possible_duplicate = false;
};
std::string_view to_text(Outcome::Kind kind);  // "replied", "failed", "unavailable", "outcome_unknown"

// What the dispatcher writes to the outbox by itself.
class OutboxStore {
public:
    virtual ~OutboxStore() = default;
    // Commits that this at-most-once row is about to be sent, then calls back; with false if it could not be
    // committed, and then it is not sent. May call back from any thread, also from within.
    virtual void mark_sending(const OutboxRow& row, std::function<void(bool durable)> done) = 0;
    // The row's attempts and next_at, for a later process; also takes mark_sending back. Nobody waits for it.
    virtual void postpone(const OutboxRow& row) = 0;
};

}  // namespace millrace::effects
