// The rows of a group that nothing refuses.
#include "runtime/store/postgres/commit_writer.hpp"

namespace millrace::store::postgres {

TurnColumns CommitWriter::turns_of(const Group& group) const {
    TurnColumns turns;
    for (const auto* commit : group) {
        if (commit->turn) {
            turns.add(*commit->turn, epoch_of(commit->turn->run));
        }
    }
    return turns;
}

// The commit keeps its rows: a batch that is repeated needs them again.
InboxColumns CommitWriter::inbox_of(const Group& group) {
    InboxColumns rows;
    for (auto* commit : group) {
        for (auto row : commit->inbox) {
            const int shard = shard_of_row(row.run, row.subject);
            if (!row.id) {
                row.id = ids_.next<InboxId>(shard);
            }
            rows.add(row, shard, epochs_[static_cast<std::size_t>(shard)]);
            commit->result.inbox.push_back(std::move(row));
        }
    }
    return rows;
}

OutboxColumns CommitWriter::outbox_of(const Group& group) {
    OutboxColumns rows;
    for (auto* commit : group) {
        for (auto row : commit->outbox) {
            const int shard = shard_of_row(row.run, row.subject);
            if (!row.id) {
                row.id = ids_.next<OutboxId>(shard);
            }
            rows.add(row, shard, epochs_[static_cast<std::size_t>(shard)]);
            commit->result.outbox.push_back(std::move(row));
        }
    }
    return rows;
}

OutboxChangeColumns CommitWriter::outbox_changes_of(const Group& group) {
    OutboxChangeColumns changes;
    for (const auto* commit : group) {
        for (const auto& change : commit->outbox_changes) {
            if (!change.close) {
                changes.add(change);
            }
        }
    }
    return changes;
}

IdColumn CommitWriter::outbox_closed_by(const Group& group) {
    IdColumn closed;
    for (const auto* commit : group) {
        for (const auto& change : commit->outbox_changes) {
            if (change.close) {
                closed.add(change.id);
            }
        }
    }
    return closed;
}

void CommitWriter::insert_turns(const Group& group) {
    change(
        "INSERT INTO journal(lsn, org, shard, epoch, run, seq, prev, crc, body)"
        " SELECT u.lsn, u.org, u.shard, u.epoch, u.run, u.seq, u.prev, u.crc, substr($9::bytea, u.begin, u.length)"
        " FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],"
        " $8::bigint[], $10::int[], $11::int[]) AS u(lsn, org, shard, epoch, run, seq, prev, crc, begin, length)",
        turns_of(group));
}

void CommitWriter::insert_inbox(const Group& group) {
    change(
        "INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body)"
        " SELECT u.id, u.org, u.shard, u.epoch, u.run, u.subject, u.at, substr($8::bytea, u.begin, u.length)"
        " FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],"
        " $9::int[], $10::int[]) AS u(id, org, shard, epoch, run, subject, at, begin, length)",
        inbox_of(group));
}

void CommitWriter::insert_outbox(const Group& group) {
    change(
        "INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at,"
        " body) SELECT u.id, u.org, u.shard, u.epoch, u.run, u.subject, u.activation, u.n, u.destination, u.status,"
        " u.attempts, u.next_at, substr($13::bytea, u.begin, u.length)"
        " FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],"
        " $8::int[], $9::text[], $10::int[], $11::int[], $12::bigint[], $14::int[], $15::int[])"
        " AS u(id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at, begin, "
        "length)",
        outbox_of(group));
}

void CommitWriter::change_outbox(const Group& group) {
    auto changes = outbox_changes_of(group);
    const auto expected = changes.count;
    if (change("UPDATE outbox SET status = u.status, attempts = u.attempts, next_at = u.next_at"
               " FROM unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[]) AS u(id, status, attempts, next_at)"
               " WHERE outbox.id = u.id",
               std::move(changes)) != expected) {
        throw HalfWritten{Outcome::conflict};  // somebody closed one already
    }
}

void CommitWriter::close_outbox(const Group& group) {
    auto closed = outbox_closed_by(group);
    const auto expected = closed.count;
    if (change("DELETE FROM outbox WHERE id = ANY($1::bigint[])", std::move(closed)) != expected) {
        throw HalfWritten{Outcome::conflict};
    }
}

}  // namespace millrace::store::postgres
