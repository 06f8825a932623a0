#include "runtime/store/postgres/row_sets.hpp"

namespace millrace::store::postgres {
namespace {

// No moment of ours: numbers only, so that the server finds each by where it lies.
Time due_of(const RunHeader& header) {
    return header.due.value_or(Time{-1});
}

}  // namespace

void RowSet::take(Values& values) {
    values.push_back(numbers_.take());
    if (holds_ == Holds::texts || holds_ == Holds::both) {
        values.push_back(texts_.take());
    }
    if (holds_ == Holds::bytes || holds_ == Holds::both) {
        values.push_back(bytes_.take_all());
    }
}

void RowSet::bytes(std::string_view bytes) {
    const auto [begin, length] = bytes_.add(bytes);
    numbers_.add(begin);
    numbers_.add(length);
}

void NewRuns::add(const RunHeader& header, std::uint64_t epoch) {
    row(header.id, header.org, shard_of(header.id.value), epoch, header.version, static_cast<int>(header.status),
        header.subject, header.owner ? std::uint64_t{0} : header.id.value, header.seq, header.head, header.snapshot_lsn,
        due_of(header), header.started, header.updated);
    text(header.flow);
}

void ChangedRuns::add(const RunChange& change, std::uint64_t epoch) {
    const auto& header = change.header;
    row(header.id, epoch, change.seq_before, static_cast<int>(change.status_before), header.seq, header.head,
        header.snapshot_lsn, due_of(header), header.updated, static_cast<int>(header.status));
}

void Turns::add(const TurnRow& turn, std::uint64_t epoch) {
    row(turn.lsn, turn.org, shard_of(turn.run.value), epoch, turn.run, turn.seq, turn.prev, turn.crc);
    bytes(turn.body);
}

void InboxRows::add(const InboxRow& added, int shard, std::uint64_t epoch) {
    row(added.id, added.org, shard, epoch, added.run, added.subject, added.at);
    bytes(added.body);
}

void OutboxRows::add(const OutboxRow& added, int shard, std::uint64_t epoch) {
    row(added.id, added.org, shard, epoch, added.run, added.subject, added.activation, added.n,
        static_cast<int>(added.status), added.attempts, added.next_at);
    bytes(added.body);
    text(added.destination);
}

void OutboxChanges::add(const OutboxChange& change) {
    row(change.id, static_cast<int>(change.status), change.attempts, change.next_at);
}

void Sources::add(const Source& source) {
    row(source.org, source.run);
    bytes(source.answer);
    text(source.source);
    text(source.id);
}

void Keys::add(const IdempotencyKey& key) {
    row(key.org);
    bytes(key.answer);
    text(key.key);
    text(key.hash);
}

}  // namespace millrace::store::postgres
