#include "runtime/desk/audit/audit.hpp"

#include "engine/base/digest.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/users/user.hpp"

#define MILLRACE_AUDIT_COLUMNS "seq, at, actor, action, object, before, after, hash"

namespace millrace::desk {
namespace {

AuditEntry entry_of(const store::Row& row) {
    return {row.integer("seq"),
            row.time("at"),
            row.get<std::string>("actor"),
            row.get<std::string>("action"),
            row.get<std::string>("object"),
            row.get<std::string>("before"),
            row.get<std::string>("after"),
            row.get<std::string>("hash")};
}

std::vector<AuditEntry> entries_of(const store::Rows& rows) {
    std::vector<AuditEntry> entries;
    entries.reserve(rows.size());
    for (const store::Row row : rows) {
        entries.push_back(entry_of(row));
    }
    return entries;
}

// A list of texts has one spelling in JSON, so that no two entries share what is hashed.
std::string hash_of(const AuditEntry& entry, const std::string& previous) {
    return sha256_hex(json::dump(
        List{previous, entry.seq, entry.at.ms, entry.actor, entry.action, entry.object, entry.before, entry.after}));
}

std::string text_of(const Value& value) {
    return value.is_nil() ? std::string() : json::dump(value);
}

Value value_of(const std::string& text) {
    Result<Value> value = text.empty() ? Result<Value>(Value()) : json::parse(text);
    return value ? std::move(*value) : Value(text);
}

}  // namespace

store::Migration audit_tables() {
    return {.number = 1500,
            .name = "audit",
            .statements = {"CREATE TABLE audit(org {id} NOT NULL, seq {id} NOT NULL, at {time} NOT NULL,"
                           " actor {text} NOT NULL, action {text} NOT NULL, object {text} NOT NULL,"
                           " before {text} NOT NULL, after {text} NOT NULL, hash {text} NOT NULL,"
                           " PRIMARY KEY(org, seq)) {clustered}",
                           "CREATE INDEX audit_by_object ON audit(org, object, seq)",
                           "CREATE INDEX audit_by_actor ON audit(org, actor, seq)"}};
}

void record(const Work& work, std::string_view action, std::string object, const Value& before, const Value& after) {
    AuditEntry entry;
    std::string previous;
    if (const auto last = work.reader().one("SELECT seq, hash FROM audit WHERE org = $org ORDER BY seq DESC LIMIT 1")) {
        entry.seq = last->integer("seq");
        previous = last->text("hash");
    }
    ++entry.seq;
    entry.at = work.now();
    entry.actor = work.actor;
    entry.action = action;
    entry.object = std::move(object);
    entry.before = text_of(before);
    entry.after = text_of(after);
    entry.hash = hash_of(entry, previous);
    work.tx.run("INSERT INTO audit(org, " MILLRACE_AUDIT_COLUMNS
                ") VALUES($org, $seq, $at, $actor, $action, $object, $before, $after, $hash)",
                {{"org", work.org},
                 {"seq", entry.seq},
                 {"at", entry.at},
                 {"actor", entry.actor},
                 {"action", entry.action},
                 {"object", entry.object},
                 {"before", entry.before},
                 {"after", entry.after},
                 {"hash", entry.hash}});
}

std::vector<AuditEntry> list_audit(store::OrgReader reader, const AuditFilter& filter) {
    const std::int64_t before = filter.before == 0 ? INT64_MAX : filter.before;
    if (!filter.object.empty()) {
        return entries_of(reader.query(
            "SELECT " MILLRACE_AUDIT_COLUMNS
            " FROM audit WHERE org = $org AND object = $object AND seq < $before"
            " AND ($actor = '' OR actor = $actor) ORDER BY seq DESC LIMIT $limit",
            {{"object", filter.object}, {"actor", filter.actor}, {"before", before}, {"limit", filter.limit}}));
    }
    if (!filter.actor.empty()) {
        return entries_of(reader.query("SELECT " MILLRACE_AUDIT_COLUMNS
                                       " FROM audit WHERE org = $org AND actor = $actor AND seq < $before"
                                       " ORDER BY seq DESC LIMIT $limit",
                                       {{"actor", filter.actor}, {"before", before}, {"limit", filter.limit}}));
    }
    return entries_of(reader.query("SELECT " MILLRACE_AUDIT_COLUMNS
                                   " FROM audit WHERE org = $org AND seq < $before ORDER BY seq DESC LIMIT $limit",
                                   {{"before", before}, {"limit", filter.limit}}));
}

std::vector<AuditEntry> audit_after(store::OrgReader reader, std::int64_t seq, int limit) {
    return entries_of(reader.query("SELECT " MILLRACE_AUDIT_COLUMNS
                                   " FROM audit WHERE org = $org AND seq > $seq ORDER BY seq LIMIT $limit",
                                   {{"seq", seq}, {"limit", limit}}));
}

Value show(store::OrgReader reader, const AuditEntry& entry) {
    const std::optional<User> user = find_user(reader, entry.actor);
    return Map{{"seq", entry.seq},
               {"at", to_text(entry.at)},
               {"actor", entry.actor},
               {"actor_name", user ? Value(user->name) : Value()},
               {"action", entry.action},
               {"object", entry.object},
               {"before", value_of(entry.before)},
               {"after", value_of(entry.after)},
               {"hash", entry.hash}};
}

Result<std::int64_t> verify_audit(store::OrgReader reader) {
    constexpr int at_once = 1'000;
    std::int64_t seq = 0;
    std::string previous;
    for (;;) {
        const std::vector<AuditEntry> entries = audit_after(reader, seq, at_once);
        for (const AuditEntry& entry : entries) {
            if (entry.seq != seq + 1) {
                return Error{"audit.broken", "expected entry " + std::to_string(seq + 1) + " of the audit but found " +
                                                 std::to_string(entry.seq)};
            }
            if (entry.hash != hash_of(entry, previous)) {
                return Error{"audit.broken",
                             "expected entry " + std::to_string(entry.seq) +
                                 " of the audit to have the hash that it and the one before it give but it has not"};
            }
            seq = entry.seq;
            previous = entry.hash;
        }
        if (entries.size() < static_cast<std::size_t>(at_once)) {
            return seq;
        }
    }
}

}  // namespace millrace::desk
