#include "runtime/store/postgres/grouping.hpp"

#include "runtime/store/writer_transaction.hpp"

namespace millrace::store::postgres {
namespace {

constexpr std::size_t bytes_max = 32u * 1024 * 1024;

// Calls row(id), subject(pair) and key(pair) for everything that a commit touches.
template <class Row, class Subject, class Key>
void touched(const Commit& commit, Row&& row, Subject&& subject, Key&& key) {
    if (commit.run) {
        const auto& header = commit.run->header;
        row(header.id.value);
        subject(std::pair(header.org.value, header.subject.value));
    } else if (commit.turn) {
        row(commit.turn->run.value);
    }
    if (commit.consumed) {
        row(commit.consumed.value);
    }
    for (const auto& each : commit.inbox) {
        if (each.id) {
            row(each.id.value);
        }
    }
    for (const auto& each : commit.outbox) {
        if (each.id) {
            row(each.id.value);
        }
    }
    for (const auto& each : commit.outbox_changes) {
        row(each.id.value);
    }
    if (commit.key) {
        key(std::pair(commit.key->org.value, "key " + commit.key->key));
    }
    if (commit.source) {
        key(std::pair(commit.source->org.value, commit.source->source + '\n' + commit.source->id));
    }
}

std::size_t bytes_of(const Commit& commit) {
    std::size_t size = commit.turn ? commit.turn->body.size() : 0;
    for (const auto& row : commit.inbox) {
        size += row.body.size();
    }
    for (const auto& row : commit.outbox) {
        size += row.body.size();
    }
    return size;
}

}  // namespace

bool may_take_subject(const RunChange& change) {
    return change.seq_before != 0 &&
           (change.relabelled || (!is_live(change.status_before) && is_live(change.header.status)));
}

bool Grouping::admits(const Commit& commit) const {
    if (full_ || (!rows_.empty() && bytes_ + bytes_of(commit) > bytes_max)) {
        return false;
    }
    if (commit.run && may_take_subject(*commit.run) && !rows_.empty()) {
        return false;
    }
    bool free = true;
    touched(
        commit, [&](std::uint64_t id) { free = free && rows_.count(id) == 0; },
        [&](const Subject& subject) { free = free && subjects_.count(subject) == 0; },
        [&](const Key& key) { free = free && keys_.count(key) == 0; });
    return free;
}

void Grouping::add(const Commit& commit) {
    touched(
        commit, [&](std::uint64_t id) { rows_.insert(id); }, [&](const Subject& subject) { subjects_.insert(subject); },
        [&](const Key& key) { keys_.insert(key); });
    bytes_ += bytes_of(commit);
    full_ = full_ || !commit.local.empty() || (commit.run && may_take_subject(*commit.run));
}

std::uint64_t shards_of(const Commit& commit) {
    std::uint64_t shards = commit.shards;
    const auto add = [&](int shard) { shards |= std::uint64_t{1} << shard; };
    if (commit.run) {
        add(shard_of(commit.run->header.id.value));
    }
    if (commit.turn) {
        add(shard_of(commit.turn->run.value));
    }
    if (commit.consumed) {
        add(shard_of(commit.consumed.value));
    }
    for (const auto& change : commit.outbox_changes) {
        add(shard_of(change.id.value));
    }
    return shards;
}

}  // namespace millrace::store::postgres
