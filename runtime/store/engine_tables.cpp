#include "runtime/store/engine_tables.hpp"

namespace millrace::store {

// Migration 1. Once released it never changes: a further one does.
Migration engine_tables() {
    return {
        .number = 1,
        .name = "engine",
        .statements =
            {
                // Who may write which shard. SQLite's one process owns them all and counts its starts here.
                "CREATE TABLE shard(shard {int} PRIMARY KEY, epoch {id} NOT NULL, owner {text} NOT NULL,"
                " lease_until {time} NOT NULL)",

                // name → number or bytes: the clock's and the journal's high-water marks, the token key.
                "CREATE TABLE meta(name {text} NOT NULL PRIMARY KEY, number {id}, body {bytes}) {clustered}",

                // Append-only, one row a turn; prev is the lsn of the run's turn before.
                "CREATE TABLE journal(lsn {id} PRIMARY KEY, org {id} NOT NULL, shard {int} NOT NULL, epoch {id} NOT "
                "NULL,"
                " run {id} NOT NULL, seq {id} NOT NULL, prev {id} NOT NULL, body {bytes} NOT NULL, crc {id} NOT NULL)",

                // Small, no state column. companion is 0 for the run that owns its subject, else the run's own id: so
                // one unique index keeps a subject to one live owner and still finds every live run on it.
                "CREATE TABLE run(id {id} PRIMARY KEY, org {id} NOT NULL, shard {int} NOT NULL, epoch {id} NOT NULL,"
                " flow {text} NOT NULL, version {id} NOT NULL, status {int} NOT NULL, subject {id} NOT NULL,"
                " companion {id} NOT NULL, seq {id} NOT NULL, head {id} NOT NULL, snapshot_lsn {id} NOT NULL,"
                " due {time}, started {time} NOT NULL, updated {time} NOT NULL)",
                "CREATE INDEX run_by_flow ON run(org, flow, status, id)",
                "CREATE UNIQUE INDEX run_by_subject ON run(org, subject, companion) WHERE status <= 2",

                "CREATE TABLE inbox(id {id} PRIMARY KEY, org {id} NOT NULL, shard {int} NOT NULL, epoch {id} NOT NULL,"
                " run {id} NOT NULL, subject {id} NOT NULL, at {time} NOT NULL, body {bytes} NOT NULL)",

                "CREATE TABLE outbox(id {id} PRIMARY KEY, org {id} NOT NULL, shard {int} NOT NULL, epoch {id} NOT NULL,"
                " run {id} NOT NULL, subject {id} NOT NULL, activation {id} NOT NULL, n {int} NOT NULL,"
                " destination {text} NOT NULL, status {int} NOT NULL, attempts {int} NOT NULL,"
                " next_at {time} NOT NULL, body {bytes} NOT NULL)",
                "CREATE INDEX outbox_by_run ON outbox(run)",

                "CREATE TABLE source(org {id} NOT NULL, source {text} NOT NULL, id {text} NOT NULL, run {id} NOT NULL,"
                " answer {bytes} NOT NULL, at {time} NOT NULL, PRIMARY KEY(org, source, id)) {clustered}",
                "CREATE INDEX source_by_age ON source(at)",

                "CREATE TABLE idempotency(org {id} NOT NULL, name {text} NOT NULL, hash {text} NOT NULL,"
                " answer {bytes} NOT NULL, at {time} NOT NULL, PRIMARY KEY(org, name)) {clustered}",
                "CREATE INDEX idempotency_by_age ON idempotency(at)",

                "CREATE TABLE flow(org {id} NOT NULL, name {text} NOT NULL, title {text} NOT NULL, current {id} NOT "
                "NULL,"
                " created {time} NOT NULL, updated {time} NOT NULL, PRIMARY KEY(org, name))",

                "CREATE TABLE flow_version(id {id} PRIMARY KEY, org {id} NOT NULL, flow {text} NOT NULL,"
                " number {id} NOT NULL, hash {text} NOT NULL, document {text} NOT NULL, pins {bytes} NOT NULL,"
                " note {text} NOT NULL, author {text} NOT NULL, at {time} NOT NULL, UNIQUE(org, flow, number))",

                "CREATE TABLE draft(org {id} NOT NULL, flow {text} NOT NULL, author {text} NOT NULL,"
                " document {text} NOT NULL, etag {text} NOT NULL, base_version {id} NOT NULL, at {time} NOT NULL,"
                " PRIMARY KEY(org, flow, author))",

                "CREATE TABLE binding(org {id} NOT NULL, flow {text} NOT NULL, name {text} NOT NULL,"
                " value {text} NOT NULL, PRIMARY KEY(org, flow, name))",

                "CREATE TABLE node_type_version(org {id} NOT NULL, type {text} NOT NULL, version {id} NOT NULL,"
                " source {text} NOT NULL, hash {text} NOT NULL, help {text} NOT NULL, cases {text} NOT NULL,"
                " at {time} NOT NULL, PRIMARY KEY(org, type, version))",
            },
        .ids = {"run.id", "inbox.id", "outbox.id", "flow_version.id"},
    };
}

}  // namespace millrace::store
