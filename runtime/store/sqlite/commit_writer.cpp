#include "runtime/store/sqlite/commit_writer.hpp"

#include <iterator>

#include "engine/base/fault.hpp"

namespace millrace::store::sqlite {

CommitWriter::CommitWriter(Connection& connection, SqliteTransaction& transaction, std::uint64_t epoch,
                           std::uint64_t last_lsn)
    : connection_(connection),
      transaction_(transaction),
      epoch_(epoch),
      last_lsn_(last_lsn),
      insert_run_(
          connection.handle(),
          "INSERT INTO run(id, org, shard, epoch, flow, version, status, subject, companion, seq, head, snapshot_lsn,"
          " due, started, updated) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"),
      update_run_(connection.handle(),
                  "UPDATE run SET seq = ?1, head = ?2, snapshot_lsn = ?3, due = ?4, updated = ?5, epoch = ?6"
                  " WHERE id = ?7 AND seq = ?8 AND status = ?9"),
      update_run_status_(connection.handle(),
                         "UPDATE run SET seq = ?1, head = ?2, snapshot_lsn = ?3, due = ?4, updated = ?5, epoch = ?6,"
                         " status = ?10 WHERE id = ?7 AND seq = ?8 AND status = ?9"),
      update_run_all_(
          connection.handle(),
          "UPDATE run SET seq = ?1, head = ?2, snapshot_lsn = ?3, due = ?4, updated = ?5, epoch = ?6, status = ?10,"
          " flow = ?11, version = ?12, subject = ?13, companion = ?14 WHERE id = ?7 AND seq = ?8 AND status = ?9"),
      find_owner_(connection.handle(),
                  "SELECT id FROM run WHERE org = ?1 AND subject = ?2 AND companion = 0 AND status <= 2"),
      insert_turn_(connection.handle(),
                   "INSERT INTO journal(lsn, org, shard, epoch, run, seq, prev, body, crc)"
                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      delete_inbox_(connection.handle(), "DELETE FROM inbox WHERE id = ?1"),
      update_outbox_(connection.handle(), "UPDATE outbox SET status = ?2, attempts = ?3, next_at = ?4 WHERE id = ?1"),
      delete_outbox_(connection.handle(), "DELETE FROM outbox WHERE id = ?1"),
      insert_source_(connection.handle(),
                     "INSERT INTO source(org, source, id, run, answer, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
      insert_key_(connection.handle(),
                  "INSERT INTO idempotency(org, name, hash, answer, at) VALUES(?1, ?2, ?3, ?4, ?5)") {}

void CommitWriter::write(Commit& commit) {
    commit.result = {};
    transaction_.begin_commit(commit.result);
    commit.result.outcome = write_rows(commit);
}

Outcome CommitWriter::write_rows(Commit& commit) {
    if (const auto known = seen_before(commit); known != Outcome::committed) {
        return known;
    }
    if (commit.run) {
        const auto changed = commit.run->seq_before == 0 ? insert_run(commit) : change_run(commit);
        if (changed != Outcome::committed) {
            return changed;
        }
        fail_point("store.commit.header_written");
    }
    if (commit.consumed && !fault("store_keeps_consumed_rows") && delete_inbox_.run(commit.consumed) == 0) {
        if (commit.run) {
            throw HalfWritten{Outcome::conflict};
        }
        return Outcome::conflict;
    }
    if (commit.turn) {
        insert_turn(commit);
        fail_point("store.commit.turn_written");
    }
    // The commit keeps its rows: a batch that is repeated needs them again.
    for (const auto& row : commit.inbox) {
        transaction_.deliver(row);
    }
    for (const auto& row : commit.outbox) {
        transaction_.send(row);
        fail_point("store.commit.outbox_written");
    }
    for (const auto& change : commit.outbox_changes) {
        change_outbox(change);
        fail_point("store.commit.outbox_changed");
    }
    do_local_work(commit, transaction_);
    fail_point("store.commit.local_work_done");
    remember(commit);
    fail_point("store.commit.remembered");
    return Outcome::committed;
}

Outcome CommitWriter::seen_before(Commit& commit) {
    if (commit.key) {
        const auto& key = *commit.key;
        const Param params[] = {{"org", key.org}, {"name", key.key}};
        const auto rows = connection_.select("SELECT hash, answer FROM idempotency WHERE org = $org AND name = $name",
                                             params, std::size(params), true);
        if (!rows.empty()) {
            if (rows[0].text("hash") != key.hash) {
                return Outcome::key_reused;
            }
            commit.result.answer = rows[0].bytes("answer");
            return Outcome::duplicate;
        }
    }
    if (commit.source) {
        const auto& source = *commit.source;
        const Param params[] = {{"org", source.org}, {"source", source.source}, {"id", source.id}};
        const auto rows =
            connection_.select("SELECT run, answer FROM source WHERE org = $org AND source = $source AND id = $id",
                               params, std::size(params), true);
        if (!rows.empty()) {
            commit.result.earlier = rows[0].id<RunTag>("run");
            commit.result.answer = rows[0].bytes("answer");
            return Outcome::duplicate;
        }
    }
    return Outcome::committed;
}

Outcome CommitWriter::insert_run(Commit& commit) {
    auto& header = commit.run->header;
    if (commit.turn) {
        header.head = last_lsn_ + 1;
        header.snapshot_lsn = commit.turn->has_snapshot ? header.head : 0;
    }
    try {
        insert_run_.run(header.id, header.org, shard_of(header.id.value), epoch_, header.flow, header.version,
                        header.status, header.subject, header.owner ? 0 : header.id.value, header.seq, header.head,
                        header.snapshot_lsn, header.due, header.started, header.updated);
    } catch (const SqlError& error) {
        if (error.kind() != SqlError::Kind::unique) {
            throw;
        }
        return owner_of_subject(commit);
    }
    return Outcome::committed;
}

Outcome CommitWriter::change_run(Commit& commit) {
    auto& change = *commit.run;
    auto& header = change.header;
    if (commit.turn) {
        header.head = last_lsn_ + 1;
        if (commit.turn->has_snapshot) {
            header.snapshot_lsn = header.head;
        }
    }
    std::int64_t changed = 0;
    try {
        if (change.relabelled) {
            changed =
                update_run_all_.run(header.seq, header.head, header.snapshot_lsn, header.due, header.updated, epoch_,
                                    header.id, change.seq_before, change.status_before, header.status, header.flow,
                                    header.version, header.subject, header.owner ? 0 : header.id.value);
        } else if (header.status != change.status_before) {
            changed = update_run_status_.run(header.seq, header.head, header.snapshot_lsn, header.due, header.updated,
                                             epoch_, header.id, change.seq_before, change.status_before, header.status);
        } else {
            changed = update_run_.run(header.seq, header.head, header.snapshot_lsn, header.due, header.updated, epoch_,
                                      header.id, change.seq_before, change.status_before);
        }
    } catch (const SqlError& error) {
        if (error.kind() != SqlError::Kind::unique) {
            throw;
        }
        return owner_of_subject(commit);
    }
    return changed == 1 ? Outcome::committed : Outcome::conflict;
}

// A unique index refused the header: either the id is known, or somebody owns the subject.
Outcome CommitWriter::owner_of_subject(Commit& commit) {
    const auto& header = commit.run->header;
    const auto owner = find_owner_.number(header.org, header.subject);
    if (!owner || static_cast<std::uint64_t>(*owner) == header.id.value) {
        return Outcome::conflict;
    }
    commit.result.earlier = RunId{static_cast<std::uint64_t>(*owner)};
    return Outcome::subject_taken;
}

void CommitWriter::insert_turn(Commit& commit) {
    auto& turn = *commit.turn;
    turn.lsn = last_lsn_ + 1;
    MILLRACE_ASSERT(turn.prev < turn.lsn);
    insert_turn_.run(turn.lsn, turn.org, shard_of(turn.run.value), epoch_, turn.run, turn.seq, turn.prev,
                     store::bytes(turn.body), turn.crc);
    last_lsn_ = turn.lsn;
    commit.result.lsn = turn.lsn;
}

void CommitWriter::change_outbox(const OutboxChange& change) {
    const auto changed = change.close ? delete_outbox_.run(change.id)
                                      : update_outbox_.run(change.id, change.status, change.attempts, change.next_at);
    if (changed == 0) {
        throw HalfWritten{Outcome::conflict};  // somebody closed it already
    }
}

void CommitWriter::remember(const Commit& commit) {
    if (!to_be_remembered(commit)) {
        return;
    }
    if (commit.source) {
        const auto& source = *commit.source;
        insert_source_.run(source.org, source.source, source.id, source.run, store::bytes(source.answer),
                           transaction_.now());
    }
    if (commit.key) {
        const auto& key = *commit.key;
        insert_key_.run(key.org, key.key, key.hash, store::bytes(key.answer), transaction_.now());
    }
}

}  // namespace millrace::store::sqlite
