// Who changed what.

#include "runtime/desk/audit/audit.hpp"
#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/value/json.hpp"

namespace millrace::api {
namespace {

constexpr int exported_at_once = 10'000;

http::Answer list_entries(const Call& call) {
    desk::AuditFilter filter;
    filter.actor = std::string(call.request.query_value("actor").value_or(""));
    filter.object = std::string(call.request.query_value("object").value_or(""));
    const Result<std::int64_t> limit = call.number("limit", 50, 1, 200);
    if (!limit) {
        return problem_of(limit.error());
    }
    if (const auto sealed = call.request.query_value("cursor"); sealed && !sealed->empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, "audit", *sealed);
        const auto before = place ? parse_base32(*place) : Result<std::uint64_t>(Error{});
        if (!before) {
            return problem_of({"cursor.invalid", "expected a cursor from this list but found another"});
        }
        filter.before = static_cast<std::int64_t>(*before);
    }
    filter.limit = static_cast<int>(*limit) + 1;
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    std::vector<desk::AuditEntry> entries = desk::list_audit(here, filter);
    Value cursor;
    if (entries.size() > static_cast<std::size_t>(*limit)) {
        entries.pop_back();
        cursor = auth::cursor::seal(call.services.token_key, "audit",
                                    to_base32(static_cast<std::uint64_t>(entries.back().seq)));
    }
    List items;
    for (const desk::AuditEntry& entry : entries) {
        items.push(desk::show(here, entry));
    }
    return http::Answer::json(Map{{"items", std::move(items)}, {"cursor", std::move(cursor)}});
}

// One JSON object a line; what is hashed can be computed again from it.
http::Answer export_(const Call& call) {
    const Result<std::int64_t> after = call.number("after", 0, 0, INT64_MAX);
    if (!after) {
        return problem_of(after.error());
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    std::string lines;
    for (const desk::AuditEntry& entry : desk::audit_after(here, *after, exported_at_once)) {
        lines += json::dump(desk::show(here, entry)) + "\n";
    }
    http::Answer answer = http::Answer::text(200, std::move(lines));
    answer.content_type = "application/x-ndjson";
    return std::move(answer).with_header("Content-Disposition", "attachment; filename=\"audit.ndjson\"");
}

}  // namespace

void add_audit(std::vector<Operation>& all) {
    all.push_back(getting("/api/audit", "audit.read",
                          "Who changed what, newest first; by ?actor= and ?object=, such as queue:sales.",
                          list_entries));
    all.push_back(getting("/api/audit/export", "audit.export",
                          "The same as lines of JSON, oldest first: 10,000 entries ?after= a number.", export_));
}

}  // namespace millrace::api
