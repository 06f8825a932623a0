#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "runtime/store/postgres/connection.hpp"

namespace millrace::store::postgres {

constexpr Duration lease_life = seconds(6);
constexpr Duration lease_renewed_every = seconds(2);

// The right to write: all shards, for one process, until a time on the database's clock. The epoch goes up with each
// owner, and every transaction that writes asks for it, so a lease that was lost can be lost without knowing: what
// expiry gives away is only the right to be the next.
class Lease {
public:
    // "store.locked", naming who has it and for how long.
    static Result<Lease> take(Connection& connection);

    // Until when somebody has one, by the database's clock; without waiting for anything.
    struct Held {
        std::int64_t until_ms = 0;
        std::int64_t remaining_ms = 0;
    };
    static Held held(Connection& connection);

    // False: another process has taken over.
    bool renew(Connection& connection) const;
    // The next process need not wait. Nothing may be written afterwards.
    void give_back(Connection& connection) const;

    std::uint64_t epoch() const { return epoch_; }
    const std::string& owner() const { return owner_; }

    // SQL that makes this the batch with that number, and fences it: it changes one row if the shards of these (a bit
    // each) are still ours, and if the batch before was the one before. Rows are locked in the order of shards, then
    // the writer's own; until the end of the transaction nobody can take over.
    std::string fence(std::uint64_t shards, std::int64_t batch) const;
    // The number of the last batch that is durable; waits for a transaction that has not ended. None: another process
    // has taken over.
    std::optional<std::int64_t> last_batch(Connection& connection) const;
    // Why a fence did not let through.
    std::string why_refused(Connection& connection, std::int64_t batch) const;

private:
    Lease(std::string owner, std::uint64_t epoch) : owner_(std::move(owner)), epoch_(epoch) {}

    std::string owner_;  // "host pid 17 " and 128 random bits: never the same again
    std::uint64_t epoch_;
};

}  // namespace millrace::store::postgres
