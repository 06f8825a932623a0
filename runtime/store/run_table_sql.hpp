#pragma once

#include <vector>

#include "runtime/store/rows.hpp"
#include "runtime/store/statement.hpp"

// Columns and row readers shared by the files that read the engine's tables. Literals, so that a statement's text is
// put together by the compiler.
#define MILLRACE_RUN_COLUMNS \
    "id, org, flow, version, status, subject, companion, seq, head, snapshot_lsn, due, started, updated"
#define MILLRACE_TURN_COLUMNS "lsn, org, run, seq, prev, body, crc"
#define MILLRACE_OUTBOX_COLUMNS "id, org, run, subject, activation, n, destination, status, attempts, next_at, body"

namespace millrace::store::sql {

inline RunHeader run_header(const Row& row) {
    return {.id = row.id<RunTag>("id"),
            .org = row.id<OrgTag>("org"),
            .flow = row.get<std::string>("flow"),
            .version = row.id<FlowVersionTag>("version"),
            .status = row.get<RunStatus>("status"),
            .subject = row.id<SubjectTag>("subject"),
            .owner = row.integer("companion") == 0,
            .seq = row.get<std::uint64_t>("seq"),
            .head = row.get<std::uint64_t>("head"),
            .snapshot_lsn = row.get<std::uint64_t>("snapshot_lsn"),
            .due = row.get<std::optional<Time>>("due"),
            .started = row.time("started"),
            .updated = row.time("updated")};
}

inline std::vector<RunHeader> run_headers(const Rows& rows) {
    std::vector<RunHeader> headers;
    headers.reserve(rows.size());
    for (const auto row : rows) {
        headers.push_back(run_header(row));
    }
    return headers;
}

inline TurnRow turn_row(const Row& row) {
    return {.run = row.id<RunTag>("run"),
            .org = row.id<OrgTag>("org"),
            .seq = row.get<std::uint64_t>("seq"),
            .lsn = row.get<std::uint64_t>("lsn"),
            .prev = row.get<std::uint64_t>("prev"),
            .body = std::string(row.bytes("body")),
            .crc = row.get<std::uint32_t>("crc")};
}

inline std::vector<OutboxRow> outbox_rows(const Rows& rows) {
    std::vector<OutboxRow> found;
    found.reserve(rows.size());
    for (const auto row : rows) {
        found.push_back({.id = row.id<OutboxTag>("id"),
                         .org = row.id<OrgTag>("org"),
                         .run = row.id<RunTag>("run"),
                         .subject = row.id<SubjectTag>("subject"),
                         .activation = row.get<std::uint64_t>("activation"),
                         .n = row.get<std::uint32_t>("n"),
                         .destination = row.get<std::string>("destination"),
                         .status = row.get<OutboxStatus>("status"),
                         .attempts = row.get<std::uint32_t>("attempts"),
                         .next_at = row.time("next_at"),
                         .body = std::string(row.bytes("body"))});
    }
    return found;
}

}  // namespace millrace::store::sql
