#include "runtime/desk/audit/audit.hpp"

#include <map>

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

namespace {

struct EntryOf {
    OrgId org;
    AuditEntry entry;
};

// The entries of a batch, in their order. Whoever else writes to the store waits for the desk's lock meanwhile, so the
// last entry, once read, is the one before ours.
class EntriesToWrite final : public store::DeferredItems<EntryOf> {
public:
    const std::vector<std::string_view>& tables() const override {
        static const std::vector<std::string_view> names = {"audit"};
        return names;
    }

protected:
    void write_all(store::Transaction& tx, const std::vector<EntryOf>& entries) override {
        using Type = store::RowList::Type;
        store::RowList rows({{"org", Type::integer},
                             {"seq", Type::integer},
                             {"at", Type::integer},
                             {"actor", Type::text},
                             {"action", Type::text},
                             {"object", Type::text},
                             {"before", Type::text},
                             {"after", Type::text},
                             {"hash", Type::text}});
        std::map<OrgId, Last> last;
        for (const EntryOf& each : entries) {
            const auto known = last.find(each.org);
            Last& before =
                known != last.end() ? known->second : last.emplace(each.org, last_of(tx, each.org)).first->second;
            AuditEntry entry = each.entry;
            entry.seq = ++before.seq;
            before.hash = hash_of(entry, before.hash);
            rows.add({each.org, entry.seq, entry.at, entry.actor, entry.action, entry.object, entry.before, entry.after,
                      before.hash});
        }
        tx.run("INSERT INTO audit(org, " MILLRACE_AUDIT_COLUMNS
               ") SELECT e.org, e.seq, e.at, e.actor, e.action, e.object, e.before, e.after, e.hash FROM $entries AS e",
               {{"entries", rows}});
    }

private:
    struct Last {
        std::int64_t seq = 0;
        std::string hash;
    };
    static Last last_of(store::Transaction& tx, OrgId org) {
        const auto row = tx.org(org).one("SELECT seq, hash FROM audit WHERE org = $org ORDER BY seq DESC LIMIT 1");
        return row ? Last{row->integer("seq"), row->get<std::string>("hash")} : Last{};
    }
};

}  // namespace

void record(const Work& work, std::string_view action, std::string object, const Value& before, const Value& after) {
    AuditEntry entry;
    entry.at = work.now();
    entry.actor = work.actor;
    entry.action = action;
    entry.object = std::move(object);
    entry.before = text_of(before);
    entry.after = text_of(after);
    work.tx.deferred<EntriesToWrite>().leave({work.org, std::move(entry)});
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
