#include "runtime/store/postgres/batch.hpp"

#include <fmt/format.h>

#include "runtime/store/postgres/grouping.hpp"

namespace millrace::store::postgres {
namespace {

// Settings end with their transaction. A process that stops in the middle must not keep the next one from taking over,
// and a role that was told to be careless about commits is overruled.
constexpr auto begin_text =
    "BEGIN ISOLATION LEVEL READ COMMITTED;"
    "SELECT set_config('jit', 'off', true), set_config('bytea_output', 'hex', true),"
    " set_config('lock_timeout', '10s', true), set_config('idle_in_transaction_session_timeout', '2s', true),"
    " set_config('synchronous_commit',"
    " CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END,"
    " true);";

// "SELECT millrace_write($1, $2, …)"
std::string call_text(std::size_t count) {
    std::string text = "SELECT millrace_write(";
    for (std::size_t i = 1; i <= count; ++i) {
        text += fmt::format("{}${}", i == 1 ? "" : ", ", i);
    }
    return text + ")";
}

}  // namespace

Batch::Batch(Link& link, const Lease& lease, SteadyTime& clock, Ids& ids, Time opened)
    : link_(link),
      lease_(lease),
      clock_(clock),
      transaction_(ids, lease.epochs()),
      writer_(transaction_, ids, lease.epochs()),
      opened_(opened) {}

bool Batch::write(Commits& batch) {
    shards_ = 0;
    at_desk_ = false;
    for (const auto& commit : batch) {
        shards_ |= shards_of(*commit);
        at_desk_ = at_desk_ || !commit->local.empty();
    }
    repeated_ = false;
    for (;;) {
        try {
            if (!in_doubt_ || !settle()) {
                repeated_ = !write_at_once(batch) && write_batch(*this, batch);
            }
            link_.recovered();
            return repeated_;
        } catch (const SqlError& error) {
            if (error.kind() != SqlError::Kind::unavailable || !link_.pause()) {
                throw;
            }
            link_.drop();
        }
    }
}

// Asks whether the batch in doubt has happened. The question waits for the old transaction, if the server still runs
// it.
bool Batch::settle() {
    auto& connection = link_.connection();
    connection.execute(begin_text);
    const auto last = lease_.last_batch(connection);
    if (!last || *last < last_batch_ || *last > last_batch_ + 2) {
        throw SqlError(SqlError::Kind::broken, lease_.why_refused(connection, shards_, last_batch_ + 1));
    }
    if (*last != last_batch_ + 1) {
        // It has not happened, and must not happen later: a server that lost us may have the message still before it.
        // Its number is taken away from it; two more is what such a settlement leaves whose own answer was lost.
        if (*last == last_batch_) {
            lease_.skip_batch(connection, last_batch_);
        }
        connection.commit();
        last_batch_ += 2;
        in_doubt_ = false;
        stored_clock_ = Time{0};
        return false;
    }
    // It is here, but perhaps not yet on the standby that commits wait for: a backend that was ended while it waited
    // has committed. A commit of our own, after it in the log, waits for both.
    lease_.touch(connection);
    connection.commit();
    in_doubt_ = false;
    ++last_batch_;
    return true;
}

// The short way: one message, one answer. False if the batch has something that needs the long one, or if something in
// it was refused and which is to be found out; then nothing of it is written.
bool Batch::write_at_once(Commits& batch) try {
    if (at_desk_ || !CommitWriter::fits_at_once(batch)) {
        return false;
    }
    auto& connection = link_.connection();
    const Time now = clock_.now();
    transaction_.begin_batch(now);
    Column shards;  // and their epochs, in turn
    for (int shard = 0; shard < shard_count; ++shard) {
        if ((shards_ >> shard & 1) != 0) {
            shards.add(shard);
            shards.add(lease_.epochs()[static_cast<std::size_t>(shard)]);
        }
    }
    Values values{lease_.owner(), std::to_string(last_batch_ + 1), shards.take(), std::to_string(now.ms),
                  std::to_string(clock_is_due(now) ? now.ms : 0)};
    writer_.take_at_once(batch, values);
#ifdef MILLRACE_PLANTED_FAULTS
    if (before_commit) {
        before_commit(batch);
    }
#endif
    static const std::string call = call_text(values.size());
    in_doubt_ = true;
    connection.change(call, values);
    in_doubt_ = false;
    ++last_batch_;
    if (clock_is_due(now)) {
        stored_clock_ = now;
    }
    return true;
} catch (const SqlError& error) {
    // Any other error is an answer: nothing was written.
    in_doubt_ = in_doubt_ && error.kind() == SqlError::Kind::unavailable;
    if (error.kind() == SqlError::Kind::unavailable || error.kind() == SqlError::Kind::broken) {
        throw;
    }
    return false;
}

void Batch::begin() {
    auto& connection = link_.connection();
    current_ = &connection;
    const auto fenced = connection.execute(begin_text + lease_.fence(shards_, last_batch_ + 1));
    if (fenced.empty()) {
        throw SqlError(SqlError::Kind::broken, lease_.why_refused(connection, shards_, last_batch_ + 1));
    }
    const Time now = clock_.now();
    transaction_.use(connection);
    transaction_.begin_batch(now);
    writer_.use(connection);
    if (at_desk_) {
        // Work of the desk looks before it writes, so that of two processes goes one after the other. Locked before
        // any other row but the fence's: no circle can close.
        connection.execute("SELECT number FROM meta WHERE name = 'desk' FOR UPDATE");
    }
    // Before the first commit, so that a batch of refusals leaves the mark alone only if it was fresh anyway.
    if (clock_is_due(now)) {
        const Param params[] = {{"now", now}};
        connection.change(
            "INSERT INTO meta(name, number) VALUES('clock', $now)"
            " ON CONFLICT(name) DO UPDATE SET number = excluded.number WHERE excluded.number > meta.number",
            params, 1);
        stored_clock_ = now;
    }
}

void Batch::write_all(Commits& batch) {
    writer_.write_all(batch);
    transaction_.write_deferred();
#ifdef MILLRACE_PLANTED_FAULTS
    if (before_commit) {
        before_commit(batch);
    }
#endif
}

void Batch::commit() {
    in_doubt_ = true;
    try {
        current_->commit();
    } catch (const SqlError& error) {
        // Any other error is an answer: it was refused.
        in_doubt_ = error.kind() == SqlError::Kind::unavailable;
        throw;
    }
    in_doubt_ = false;
    ++last_batch_;
}

void Batch::roll_back() {
    if (in_doubt_) {
        return;  // it is not known what there is to take back
    }
    if (link_.usable()) {
        try {
            link_.connection_now().execute("ROLLBACK");
        } catch (const SqlError&) {
            link_.drop();  // the server rolls back what nobody commits
        }
    }
    stored_clock_ = Time{0};  // perhaps it was rolled back too: store it with the next batch
}

void Batch::savepoint() {
    current_->execute("SAVEPOINT one");
}

void Batch::undo() {
    current_->execute("ROLLBACK TO SAVEPOINT one");
    transaction_.forget();
    transaction_.forget_savepoints();
}

void Batch::release() {
    current_->execute("RELEASE SAVEPOINT one");
    transaction_.forget_savepoints();
}

void Batch::store_clock() {
    shards_ = 0;
    at_desk_ = false;
    stored_clock_ = Time{0};
    // Ids begin above this mark, so each life ends beyond where it began, though the clock stood still meanwhile.
    clock_.raise(opened_ + milliseconds(1));
    begin();
    current_->execute(
        "INSERT INTO meta(name, number) SELECT 'clock.closed', number FROM meta WHERE name = 'clock'"
        " ON CONFLICT(name) DO UPDATE SET number = excluded.number");
    commit();
}

}  // namespace millrace::store::postgres
