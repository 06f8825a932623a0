// What was seen before is refused, and what is new is remembered: facts from outside and idempotency keys.
#include "runtime/store/postgres/commit_writer.hpp"
#include "runtime/store/postgres/sql_text.hpp"

namespace millrace::store::postgres {

void CommitWriter::refuse_known_keys(Group& group) {
    Column at;
    Column org;
    Column name;
    bool any = false;
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (const auto& key = group[i]->key) {
            at.add(static_cast<std::int64_t>(i));
            org.add(key->org);
            name.add(key->key);
            any = true;
        }
    }
    if (!any) {
        return;
    }
    for (const auto row : connection_->query(
             "SELECT k.at, t.hash, t.answer FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS k(at, org, name)"
             " JOIN idempotency t ON t.org = k.org AND t.name = k.name",
             {at.take(), org.take(), name.take()})) {
        auto& commit = *group[row.get<std::size_t>("at")];
        if (row.text("hash") != commit.key->hash) {
            commit.result.outcome = Outcome::key_reused;
        } else {
            commit.result.outcome = Outcome::duplicate;
            commit.result.answer = row.bytes("answer");
        }
    }
    std::erase_if(group, [](const Commit* commit) { return commit->result.outcome != Outcome::committed; });
}

void CommitWriter::refuse_known_sources(Group& group) {
    Column at;
    Column org;
    Column source;
    Column id;
    bool any = false;
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (const auto& known = group[i]->source) {
            at.add(static_cast<std::int64_t>(i));
            org.add(known->org);
            source.add(known->source);
            id.add(known->id);
            any = true;
        }
    }
    if (!any) {
        return;
    }
    for (const auto row : connection_->query(
             "SELECT k.at, t.run, t.answer FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[])"
             " AS k(at, org, source, id) JOIN source t ON t.org = k.org AND t.source = k.source AND t.id = k.id",
             {at.take(), org.take(), source.take(), id.take()})) {
        auto& result = group[row.get<std::size_t>("at")]->result;
        result.outcome = Outcome::duplicate;
        result.earlier = row.id<RunTag>("run");
        result.answer = row.bytes("answer");
    }
    std::erase_if(group, [](const Commit* commit) { return commit->result.outcome != Outcome::committed; });
}

Sources CommitWriter::sources_of(const Group& group) {
    Sources sources;
    for (const auto* commit : group) {
        if (commit->source && to_be_remembered(*commit)) {
            sources.add(*commit->source);
        }
    }
    return sources;
}

Keys CommitWriter::keys_of(const Group& group) {
    Keys keys;
    for (const auto* commit : group) {
        if (commit->key && to_be_remembered(*commit)) {
            keys.add(*commit->key);
        }
    }
    return keys;
}

void CommitWriter::remember_sources(const Group& group) {
    change(
        "INSERT INTO source(org, run, source, id, answer, at)"
        " SELECT n[i + 1], n[i + 2], t[i / 2 + 1], t[i / 2 + 2],"
        " substr($3::bytea, n[i + 3]::int, n[i + 4]::int), $4::bigint"
        " FROM (SELECT $1::bigint[], $2::text[]) AS all_of(n, t), generate_series(0, cardinality(n) - 1, 4) AS i",
        sources_of(group), {std::to_string(transaction_.now().ms)});
}

void CommitWriter::remember_keys(const Group& group) {
    change(
        "INSERT INTO idempotency(org, name, hash, answer, at)"
        " SELECT n[i + 1], t[i / 3 * 2 + 1], t[i / 3 * 2 + 2],"
        " substr($3::bytea, n[i + 2]::int, n[i + 3]::int), $4::bigint"
        " FROM (SELECT $1::bigint[], $2::text[]) AS all_of(n, t), generate_series(0, cardinality(n) - 1, 3) AS i",
        keys_of(group), {std::to_string(transaction_.now().ms)});
}

}  // namespace millrace::store::postgres
