// The rows of a group that nothing refuses.
#include "runtime/store/postgres/commit_writer.hpp"
#include "runtime/store/postgres/sql_text.hpp"

namespace millrace::store::postgres {

void CommitWriter::insert_turns(const Group& group) {
    Column lsn, org, shard, epoch, run, seq, prev, crc;
    BytesColumn body;
    bool any = false;
    for (const auto* commit : group) {
        if (!commit->turn) {
            continue;
        }
        const auto& turn = *commit->turn;
        lsn.add(turn.lsn);
        org.add(turn.org);
        shard.add(shard_of(turn.run.value));
        epoch.add(epoch_of(turn.run));
        run.add(turn.run);
        seq.add(turn.seq);
        prev.add(turn.prev);
        body.add(turn.body);
        crc.add(turn.crc);
        any = true;
    }
    if (!any) {
        return;
    }
    connection_->change(
        "INSERT INTO journal(lsn, org, shard, epoch, run, seq, prev, body, crc)"
        " SELECT u.lsn, u.org, u.shard, u.epoch, u.run, u.seq, u.prev, substr($2::bytea, u.begin, u.length), u.crc"
        " FROM unnest($3::bigint[], $4::bigint[], $5::int[], $1::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],"
        " $9::int[], $10::int[], $11::bigint[]) AS u(lsn, org, shard, epoch, run, seq, prev, begin, length, crc)",
        {epoch.take(), body.take_all(), lsn.take(), org.take(), shard.take(), run.take(), seq.take(), prev.take(),
         body.from.take(), body.length.take(), crc.take()});
}

// The commit keeps its rows: a batch that is repeated needs them again.
void CommitWriter::insert_inbox(const Group& group) {
    Column id, org, shard, epoch, run, subject, at;
    BytesColumn body;
    bool any = false;
    for (auto* commit : group) {
        for (auto row : commit->inbox) {
            const int its_shard = shard_of_row(row.run, row.subject);
            if (!row.id) {
                row.id = ids_.next<InboxId>(its_shard);
            }
            id.add(row.id);
            org.add(row.org);
            shard.add(its_shard);
            epoch.add(epochs_[static_cast<std::size_t>(its_shard)]);
            run.add(row.run);
            subject.add(row.subject);
            at.add(row.at);
            body.add(row.body);
            commit->result.inbox.push_back(std::move(row));
            any = true;
        }
    }
    if (!any) {
        return;
    }
    connection_->change(
        "INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body)"
        " SELECT u.id, u.org, u.shard, u.epoch, u.run, u.subject, u.at, substr($2::bytea, u.begin, u.length)"
        " FROM unnest($3::bigint[], $4::bigint[], $5::int[], $1::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],"
        " $9::int[], $10::int[]) AS u(id, org, shard, epoch, run, subject, at, begin, length)",
        {epoch.take(), body.take_all(), id.take(), org.take(), shard.take(), run.take(), subject.take(), at.take(),
         body.from.take(), body.length.take()});
}

void CommitWriter::insert_outbox(const Group& group) {
    Column id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at;
    BytesColumn body;
    bool any = false;
    for (auto* commit : group) {
        for (auto row : commit->outbox) {
            const int its_shard = shard_of_row(row.run, row.subject);
            if (!row.id) {
                row.id = ids_.next<OutboxId>(its_shard);
            }
            id.add(row.id);
            org.add(row.org);
            shard.add(its_shard);
            epoch.add(epochs_[static_cast<std::size_t>(its_shard)]);
            run.add(row.run);
            subject.add(row.subject);
            activation.add(row.activation);
            n.add(row.n);
            destination.add(row.destination);
            status.add(static_cast<int>(row.status));
            attempts.add(row.attempts);
            next_at.add(row.next_at);
            body.add(row.body);
            commit->result.outbox.push_back(std::move(row));
            any = true;
        }
    }
    if (!any) {
        return;
    }
    connection_->change(
        "INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at,"
        " body) SELECT u.id, u.org, u.shard, u.epoch, u.run, u.subject, u.activation, u.n, u.destination, u.status,"
        " u.attempts, u.next_at, substr($2::bytea, u.begin, u.length)"
        " FROM unnest($3::bigint[], $4::bigint[], $5::int[], $1::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],"
        " $9::int[], $10::text[], $11::int[], $12::int[], $13::bigint[], $14::int[], $15::int[])"
        " AS u(id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at, begin, "
        "length)",
        {epoch.take(), body.take_all(), id.take(), org.take(), shard.take(), run.take(), subject.take(),
         activation.take(), n.take(), destination.take(), status.take(), attempts.take(), next_at.take(),
         body.from.take(), body.length.take()});
}

void CommitWriter::change_outbox(const Group& group) {
    Column id, status, attempts, next_at;
    std::int64_t expected = 0;
    for (const auto* commit : group) {
        for (const auto& change : commit->outbox_changes) {
            if (!change.close) {
                id.add(change.id);
                status.add(static_cast<int>(change.status));
                attempts.add(change.attempts);
                next_at.add(change.next_at);
                ++expected;
            }
        }
    }
    if (expected == 0) {
        return;
    }
    const auto changed = connection_->change(
        "UPDATE outbox SET status = u.status, attempts = u.attempts, next_at = u.next_at"
        " FROM unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[]) AS u(id, status, attempts, next_at)"
        " WHERE outbox.id = u.id",
        {id.take(), status.take(), attempts.take(), next_at.take()});
    if (changed != expected) {
        throw HalfWritten{Outcome::conflict};  // somebody closed one already
    }
}

void CommitWriter::close_outbox(const Group& group) {
    Column id;
    std::int64_t expected = 0;
    for (const auto* commit : group) {
        for (const auto& change : commit->outbox_changes) {
            if (change.close) {
                id.add(change.id);
                ++expected;
            }
        }
    }
    if (expected == 0) {
        return;
    }
    if (connection_->change("DELETE FROM outbox WHERE id = ANY($1::bigint[])", {id.take()}) != expected) {
        throw HalfWritten{Outcome::conflict};
    }
}

}  // namespace millrace::store::postgres
