#include "runtime/store/postgres/row_columns.hpp"

namespace millrace::store::postgres {
namespace {

template <class... Columns>
void take_all(Values& values, Columns&... columns) {
    (values.push_back(columns.take()), ...);
}

void take_bytes(Values& values, BytesColumn& bytes) {
    values.push_back(bytes.take_all());
    take_all(values, bytes.from, bytes.length);
}

std::uint64_t companion_of(const RunHeader& header) {
    return header.owner ? 0 : header.id.value;
}

}  // namespace

void RunColumns::add(const RunHeader& header, std::uint64_t epoch) {
    id_.add(header.id);
    org_.add(header.org);
    shard_.add(shard_of(header.id.value));
    epoch_.add(epoch);
    flow_.add(header.flow);
    version_.add(header.version);
    status_.add(static_cast<int>(header.status));
    subject_.add(header.subject);
    companion_.add(companion_of(header));
    seq_.add(header.seq);
    head_.add(header.head);
    snapshot_.add(header.snapshot_lsn);
    due_.add(header.due);
    started_.add(header.started);
    updated_.add(header.updated);
    ++count;
}

void RunColumns::take(Values& values) {
    take_all(values, id_, org_, shard_, epoch_, flow_, version_, status_, subject_, companion_, seq_, head_, snapshot_,
             due_, started_, updated_);
}

void ChangeColumns::add(const RunChange& change, std::uint64_t epoch) {
    id_.add(change.header.id);
    epoch_.add(epoch);
    seq_before_.add(change.seq_before);
    status_before_.add(static_cast<int>(change.status_before));
    seq_.add(change.header.seq);
    head_.add(change.header.head);
    snapshot_.add(change.header.snapshot_lsn);
    due_.add(change.header.due);
    updated_.add(change.header.updated);
    status_.add(static_cast<int>(change.header.status));
    ++count;
}

void ChangeColumns::take(Values& values) {
    take_all(values, id_, epoch_, seq_before_, status_before_, seq_, head_, snapshot_, due_, updated_, status_);
}

void TurnColumns::add(const TurnRow& turn, std::uint64_t epoch) {
    lsn_.add(turn.lsn);
    org_.add(turn.org);
    shard_.add(shard_of(turn.run.value));
    epoch_.add(epoch);
    run_.add(turn.run);
    seq_.add(turn.seq);
    prev_.add(turn.prev);
    crc_.add(turn.crc);
    body_.add(turn.body);
    ++count;
}

void TurnColumns::take(Values& values) {
    take_all(values, lsn_, org_, shard_, epoch_, run_, seq_, prev_, crc_);
    take_bytes(values, body_);
}

void InboxColumns::add(const InboxRow& row, int shard, std::uint64_t epoch) {
    id_.add(row.id);
    org_.add(row.org);
    shard_.add(shard);
    epoch_.add(epoch);
    run_.add(row.run);
    subject_.add(row.subject);
    at_.add(row.at);
    body_.add(row.body);
    ++count;
}

void InboxColumns::take(Values& values) {
    take_all(values, id_, org_, shard_, epoch_, run_, subject_, at_);
    take_bytes(values, body_);
}

void OutboxColumns::add(const OutboxRow& row, int shard, std::uint64_t epoch) {
    id_.add(row.id);
    org_.add(row.org);
    shard_.add(shard);
    epoch_.add(epoch);
    run_.add(row.run);
    subject_.add(row.subject);
    activation_.add(row.activation);
    n_.add(row.n);
    destination_.add(row.destination);
    status_.add(static_cast<int>(row.status));
    attempts_.add(row.attempts);
    next_at_.add(row.next_at);
    body_.add(row.body);
    ++count;
}

void OutboxColumns::take(Values& values) {
    take_all(values, id_, org_, shard_, epoch_, run_, subject_, activation_, n_, destination_, status_, attempts_,
             next_at_);
    take_bytes(values, body_);
}

void OutboxChangeColumns::add(const OutboxChange& change) {
    id_.add(change.id);
    status_.add(static_cast<int>(change.status));
    attempts_.add(change.attempts);
    next_at_.add(change.next_at);
    ++count;
}

void OutboxChangeColumns::take(Values& values) {
    take_all(values, id_, status_, attempts_, next_at_);
}

void SourceColumns::add(const Source& source) {
    org_.add(source.org);
    source_.add(source.source);
    id_.add(source.id);
    run_.add(source.run);
    answer_.add(source.answer);
    ++count;
}

void SourceColumns::take(Values& values) {
    take_all(values, org_, source_, id_, run_);
    take_bytes(values, answer_);
}

void KeyColumns::add(const IdempotencyKey& key) {
    org_.add(key.org);
    name_.add(key.key);
    hash_.add(key.hash);
    answer_.add(key.answer);
    ++count;
}

void KeyColumns::take(Values& values) {
    take_all(values, org_, name_, hash_);
    take_bytes(values, answer_);
}

}  // namespace millrace::store::postgres
