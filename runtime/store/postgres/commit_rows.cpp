// The rows of a group that nothing refuses.
#include "runtime/store/postgres/commit_writer.hpp"

namespace millrace::store::postgres {

Turns CommitWriter::turns_of(const Group& group) const {
    Turns turns;
    for (const auto* commit : group) {
        if (commit->turn) {
            turns.add(*commit->turn, epoch_of(commit->turn->run));
        }
    }
    return turns;
}

// The commit keeps its rows: a batch that is repeated needs them again.
InboxRows CommitWriter::inbox_of(const Group& group) {
    InboxRows rows;
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

OutboxRows CommitWriter::outbox_of(const Group& group) {
    OutboxRows rows;
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

OutboxChanges CommitWriter::outbox_changes_of(const Group& group) {
    OutboxChanges changes;
    for (const auto* commit : group) {
        for (const auto& change : commit->outbox_changes) {
            if (!change.close) {
                changes.add(change);
            }
        }
    }
    return changes;
}

RowIds CommitWriter::outbox_closed_by(const Group& group) {
    RowIds closed;
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
        " SELECT n[i + 1], n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6], n[i + 7], n[i + 8],"
        " substr($2::bytea, n[i + 9]::int, n[i + 10]::int)"
        " FROM (SELECT $1::bigint[]) AS all_of(n), generate_series(0, cardinality(n) - 1, 10) AS i",
        turns_of(group));
}

void CommitWriter::insert_inbox(const Group& group) {
    change(
        "INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body)"
        " SELECT n[i + 1], n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6], n[i + 7],"
        " substr($2::bytea, n[i + 8]::int, n[i + 9]::int)"
        " FROM (SELECT $1::bigint[]) AS all_of(n), generate_series(0, cardinality(n) - 1, 9) AS i",
        inbox_of(group));
}

void CommitWriter::insert_outbox(const Group& group) {
    change(
        "INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, status, attempts, next_at, destination,"
        " body) SELECT n[i + 1], n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6], n[i + 7], n[i + 8], n[i + 9],"
        " n[i + 10], n[i + 11], t[i / 13 + 1], substr($3::bytea, n[i + 12]::int, n[i + 13]::int)"
        " FROM (SELECT $1::bigint[], $2::text[]) AS all_of(n, t), generate_series(0, cardinality(n) - 1, 13) AS i",
        outbox_of(group));
}

void CommitWriter::change_outbox(const Group& group) {
    auto changes = outbox_changes_of(group);
    const auto expected = changes.count();
    if (change("UPDATE outbox SET status = n[i + 2], attempts = n[i + 3], next_at = n[i + 4]"
               " FROM (SELECT $1::bigint[]) AS all_of(n), generate_series(0, cardinality(n) - 1, 4) AS i"
               " WHERE outbox.id = n[i + 1]",
               std::move(changes)) != expected) {
        throw HalfWritten{Outcome::conflict};  // somebody closed one already
    }
}

void CommitWriter::close_outbox(const Group& group) {
    auto closed = outbox_closed_by(group);
    const auto expected = closed.count();
    if (change("DELETE FROM outbox WHERE id = ANY($1::bigint[])", std::move(closed)) != expected) {
        throw HalfWritten{Outcome::conflict};
    }
}

}  // namespace millrace::store::postgres
