#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/store/ids.hpp"
#include "runtime/store/postgres/connection.hpp"

namespace millrace::store::postgres {

constexpr Duration lease_life = seconds(6);
constexpr Duration lease_renewed_every = seconds(2);
// How often somebody looks for shards without an owner: their customers wait.
constexpr Duration shards_sought_every = seconds(1);

// A process's place among those that work in one database, and its share of the shards. Its lease ends by the
// database's clock, but expiry gives away only the right to be thrown out: whoever takes a shard first removes the
// owner's row, which every transaction that writes must change. So a lease can be lost without knowing, and nothing be
// written after it.
class Lease {
public:
    // A new owner: "host pid 17 " and 128 random bits, never the same again. It takes no shards and writes nothing
    // before it begins. "store.full_house" when all places are taken.
    static Result<Lease> join(Connection& connection);
    // The tables are as they should be. A guest goes on without shards.
    void begin(Connection& connection, bool guest);

    // What a renewal changed besides.
    struct Renewal {
        bool held = false;  // false: another process has thrown us out
        std::uint64_t given_up = 0;
        std::uint64_t taken = 0;
        std::int64_t remaining_ms = 0;  // of our lease
    };
    // Renews if it is time; throws out who is over his time; then gives up what is above our share of the shards, or
    // takes what nobody has. What is given up is not ours from before the commit on, what is taken after it.
    Renewal renew(Connection& connection);
    // The next process need not wait. Nothing may be written afterwards.
    void leave(Connection& connection);

    const std::string& owner() const { return owner_; }
    int slot() const { return slot_; }
    // 0: not ours.
    const ShardEpochs& epochs() const { return epochs_; }
    std::uint64_t mask() const;

    // SQL that makes this the batch with that number, and fences it: it changes one row if nobody has thrown us out, if
    // the shards of these (a bit each) are still ours in the epoch we know, and if the batch before was the one before.
    // Rows are locked in the order of shards, then our own; until the end of the transaction nobody can take over.
    std::string fence(std::uint64_t shards, std::int64_t batch) const;
    // The number of the last batch that is durable; waits for a transaction that has not ended. None: thrown out.
    std::optional<std::int64_t> last_batch(Connection& connection) const;
    // Writes its row as it is.
    void touch(Connection& connection) const;
    // Gives the next batch's number to nobody: the one after it is next. Inside the transaction that asked.
    void skip_batch(Connection& connection, std::int64_t last) const;
    // Why a fence did not let through.
    std::string why_refused(Connection& connection, std::uint64_t shards, std::int64_t batch) const;

private:
    explicit Lease(std::string owner) : owner_(std::move(owner)) {}

    std::string owner_;
    bool guest_ = true;
    int slot_ = 0;
    bool settled_ = false;  // has renewed before
    ShardEpochs epochs_{};
};

// How many others work in the database, and one of them. Who has not begun yet and came after us waits for us.
struct Others {
    std::int64_t count = 0;
    std::string example;
};
Others others(Connection& connection, const Lease& lease);
// Who is over his time and not in the middle of a transaction: without his row he can write nothing any more.
void throw_out_the_late(Connection& connection);

}  // namespace millrace::store::postgres
