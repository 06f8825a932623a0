#include "runtime/store/postgres/commit_writer.hpp"

#include <unordered_set>

#include "runtime/store/postgres/grouping.hpp"
#include "runtime/store/postgres/sql_text.hpp"

namespace millrace::store::postgres {
namespace {

std::unordered_set<std::uint64_t> ids_in(const Rows& rows) {
    std::unordered_set<std::uint64_t> ids;
    for (const auto row : rows) {
        ids.insert(row.get<std::uint64_t>("id"));
    }
    return ids;
}

bool begins(const Commit& commit) {
    return commit.run && commit.run->seq_before == 0;
}

bool goes_on(const Commit& commit) {
    return commit.run && commit.run->seq_before != 0;
}

}  // namespace

void CommitWriter::write_all(Commits& batch) {
    Grouping grouping;
    Group group;
    for (auto& commit : batch) {
        if (!grouping.admits(*commit)) {
            write(std::move(group));
            group = {};
            grouping.clear();
        }
        grouping.add(*commit);
        group.push_back(commit.get());
    }
    write(std::move(group));
}

bool CommitWriter::fits_at_once(const Commits& batch) {
    Grouping grouping;
    for (const auto& commit : batch) {
        if (!commit->local.empty() || (commit->run && may_take_subject(*commit->run)) || !grouping.admits(*commit)) {
            return false;
        }
        grouping.add(*commit);
    }
    return true;
}

void CommitWriter::take_at_once(const Commits& batch, Values& values) {
    Group group;
    NewRuns begun;
    ChangedRuns changed;
    for (const auto& commit : batch) {
        group.push_back(commit.get());
    }
    expect_all(group);
    count_turns(group);
    for (const auto& commit : batch) {
        if (begins(*commit)) {
            begun.add(commit->run->header, epoch_of(commit->run->header.id));
        } else if (commit->run) {
            changed.add(*commit->run, epoch_of(commit->run->header.id));
        }
    }
    const auto take = [&](RowSet rows) { rows.take(values); };
    take(std::move(begun));
    take(std::move(changed));
    take(consumed_by(group));
    take(turns_of(group));
    take(inbox_of(group));
    take(outbox_of(group));
    take(outbox_changes_of(group));
    take(outbox_closed_by(group));
    take(sources_of(group));
    take(keys_of(group));
}

void CommitWriter::expect_all(const Group& group) {
    for (auto* commit : group) {
        commit->result = {};
        commit->result.outcome = Outcome::committed;
    }
}

void CommitWriter::write(Group group) {
    expect_all(group);
    refuse_known_keys(group);
    refuse_known_sources(group);
    count_turns(group);
    insert_runs(group);
    change_runs(group);
    consume(group);
    insert_turns(group);
    insert_inbox(group);
    insert_outbox(group);
    change_outbox(group);
    close_outbox(group);
    if (!group.empty() && !group.back()->local.empty()) {
        transaction_.begin_commit(group.back()->result);
        do_local_work(*group.back(), transaction_);
    }
    remember_sources(group);
    remember_keys(group);
}

// Numbers are ids: those of a shard rise over all its owners. A commit that is refused later leaves its own unused.
void CommitWriter::count_turns(const Group& group) {
    for (auto* commit : group) {
        if (!commit->turn) {
            continue;
        }
        auto& turn = *commit->turn;
        turn.lsn = ids_.next(shard_of(turn.run.value));
        MILLRACE_ASSERT(turn.prev < turn.lsn);
        commit->result.lsn = turn.lsn;
        if (commit->run) {
            auto& header = commit->run->header;
            header.head = turn.lsn;
            if (turn.has_snapshot) {
                header.snapshot_lsn = header.head;
            } else if (commit->run->seq_before == 0) {
                header.snapshot_lsn = 0;
            }
        }
    }
}

void CommitWriter::insert_runs(Group& group) {
    NewRuns runs;
    for (const auto* commit : group) {
        if (begins(*commit)) {
            runs.add(commit->run->header, epoch_of(commit->run->header.id));
        }
    }
    if (runs.count() == 0) {
        return;
    }
    Values values;
    runs.take(values);
    // Either unique index may refuse: the id is known, or the subject has an owner.
    const auto inserted = ids_in(connection_->query(
        "INSERT INTO run(id, org, shard, epoch, version, status, subject, companion, seq, head, snapshot_lsn, due,"
        " started, updated, flow)"
        " SELECT n[i + 1], n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6], n[i + 7], n[i + 8], n[i + 9], n[i + 10],"
        " n[i + 11], nullif(n[i + 12], -1), n[i + 13], n[i + 14], t[i / 14 + 1]"
        " FROM (SELECT $1::bigint[], $2::text[]) AS all_of(n, t), generate_series(0, cardinality(n) - 1, 14) AS i"
        " ON CONFLICT DO NOTHING RETURNING id",
        values));
    std::erase_if(group, [&](Commit* commit) {
        if (!begins(*commit) || inserted.count(commit->run->header.id.value) != 0) {
            return false;
        }
        const auto outcome = owner_of_subject(*commit);
        commit->result.outcome = outcome;
        return true;
    });
}

void CommitWriter::change_runs(Group& group) {
    ChangedRuns changes;
    for (auto* commit : Group(group)) {
        if (!goes_on(*commit)) {
            continue;
        }
        if (may_take_subject(*commit->run)) {
            relabel(*commit, group);
            continue;
        }
        changes.add(*commit->run, epoch_of(commit->run->header.id));
    }
    if (changes.count() == 0) {
        return;
    }
    Values values;
    changes.take(values);
    // Rows of runs need no order of locking: whoever holds their shard is alone with them. A status that stays touches
    // no index.
    const auto changed = ids_in(connection_->query(
        "UPDATE run SET epoch = n[i + 2], seq = n[i + 5], head = n[i + 6], snapshot_lsn = n[i + 7],"
        " due = nullif(n[i + 8], -1), updated = n[i + 9], status = n[i + 10]"
        " FROM (SELECT $1::bigint[]) AS all_of(n), generate_series(0, cardinality(n) - 1, 10) AS i"
        " WHERE run.id = n[i + 1] AND run.seq = n[i + 3] AND run.status = n[i + 4] RETURNING run.id AS id",
        values));
    std::erase_if(group, [&](Commit* commit) {
        if (!goes_on(*commit) || may_take_subject(*commit->run) || changed.count(commit->run->header.id.value) != 0) {
            return false;
        }
        commit->result.outcome = Outcome::conflict;
        return true;
    });
}

// The index of subjects' owners may refuse it, so it has a savepoint of its own.
void CommitWriter::relabel(Commit& commit, Group& group) {
    const auto& change = *commit.run;
    const auto& header = change.header;
    const Param params[] = {{"seq", header.seq},
                            {"head", header.head},
                            {"snapshot", header.snapshot_lsn},
                            {"due", header.due},
                            {"updated", header.updated},
                            {"epoch", epoch_of(header.id)},
                            {"status", header.status},
                            {"flow", header.flow},
                            {"version", header.version},
                            {"subject", header.subject},
                            {"companion", header.owner ? std::uint64_t{0} : header.id.value},
                            {"id", header.id},
                            {"seq_before", change.seq_before},
                            {"status_before", change.status_before}};
    connection_->execute("SAVEPOINT relabel");
    try {
        const auto changed = connection_->change(
            "UPDATE run SET seq = $seq, head = $head, snapshot_lsn = $snapshot, due = $due, updated = $updated,"
            " epoch = $epoch, status = $status, flow = $flow, version = $version, subject = $subject,"
            " companion = $companion WHERE id = $id AND seq = $seq_before AND status = $status_before",
            params, std::size(params));
        commit.result.outcome = changed == 1 ? Outcome::committed : Outcome::conflict;
    } catch (const SqlError& error) {
        if (error.kind() != SqlError::Kind::unique) {
            throw;
        }
        connection_->execute("ROLLBACK TO SAVEPOINT relabel");
        commit.result.outcome = owner_of_subject(commit);
    }
    connection_->execute("RELEASE SAVEPOINT relabel");
    if (commit.result.outcome != Outcome::committed) {
        std::erase(group, &commit);
    }
}

// A unique index refused the header: either the id is known, or somebody owns the subject.
Outcome CommitWriter::owner_of_subject(Commit& commit) {
    const auto& header = commit.run->header;
    const Param params[] = {{"org", header.org}, {"subject", header.subject}};
    const auto rows = connection_->select(
        "SELECT id FROM run WHERE org = $org AND subject = $subject AND companion = 0 AND status <= 2", params, 2);
    if (rows.empty() || rows[0].id<RunTag>("id") == header.id) {
        return Outcome::conflict;
    }
    commit.result.earlier = rows[0].id<RunTag>("id");
    return Outcome::subject_taken;
}

RowIds CommitWriter::consumed_by(const Group& group) {
    RowIds ids;
    for (const auto* commit : group) {
        if (commit->consumed) {
            ids.add(commit->consumed);
        }
    }
    return ids;
}

void CommitWriter::consume(Group& group) {
    auto consumed = consumed_by(group);
    if (consumed.count() == 0) {
        return;
    }
    Values values;
    consumed.take(values);
    const auto gone = ids_in(connection_->query("DELETE FROM inbox WHERE id = ANY($1::bigint[]) RETURNING id", values));
    std::erase_if(group, [&](Commit* commit) {
        if (!commit->consumed || gone.count(commit->consumed.value) != 0) {
            return false;
        }
        if (commit->run) {
            throw HalfWritten{Outcome::conflict};
        }
        commit->result.outcome = Outcome::conflict;
        return true;
    });
}

}  // namespace millrace::store::postgres
