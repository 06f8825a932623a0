#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/value.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// Who changed what, in the transaction of the change. Each entry carries the hash of the one before it in its org, so
// that one which is altered, added or taken away later is found.
namespace millrace::desk {

struct AuditEntry {
    std::int64_t seq = 0;  // 1, 2, 3 … in its org
    Time at;
    std::string actor;   // users.id, or customer, flow, system
    std::string action;  // noun.past_participle
    std::string object;  // "conversation:{id}", "agent:{user}", "queue:{key}"
    std::string before;  // JSON of what was changed; empty: there was nothing
    std::string after;
    std::string hash;  // SHA-256 over the hash before it and all of the above
};

store::Migration audit_tables();

// By whoever does the work. Nil stands for nothing.
void record(const Work& work, std::string_view action, std::string object, const Value& before, const Value& after);

struct AuditFilter {
    std::string actor = {};   // empty: all
    std::string object = {};  // likewise
    std::int64_t before = 0;  // older than this; 0: from the newest
    int limit = 50;
};
// Newest first.
std::vector<AuditEntry> list_audit(store::OrgReader reader, const AuditFilter& filter);
// Oldest first, for an export.
std::vector<AuditEntry> audit_after(store::OrgReader reader, std::int64_t seq, int limit);
// {seq, at, actor, actor_name, action, object, before, after, hash}
Value show(store::OrgReader reader, const AuditEntry& entry);

// How many entries there are, or the first that is not what its successor, or its own hash, says.
Result<std::int64_t> verify_audit(store::OrgReader reader);

}  // namespace millrace::desk
