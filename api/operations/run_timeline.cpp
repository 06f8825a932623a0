// What a run lived through.

#include "runtime/watch/timeline.hpp"

#include <algorithm>

#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/run_of.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/drive/loading.hpp"

namespace millrace::api {
namespace {

// Who resolved each incident, as the audit has it, in the order in which it happened.
void name_resolvers(const store::OrgReader& here, RunId run, List& items) {
    desk::AuditFilter filter;
    filter.object = "run:" + to_text(run);
    filter.limit = 200;
    std::vector<desk::AuditEntry> entries = desk::list_audit(here, filter);
    std::reverse(entries.begin(), entries.end());
    auto entry = entries.begin();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value& resolved = items[i]["incident"]["resolved"];
        const Result<Time> at =
            resolved["at"].is_string() ? parse_time(resolved["at"].as_string()) : Result<Time>(Error{});
        if (!at) {
            continue;
        }
        // The line is written when the turn is, a moment after it was decided.
        const auto line = std::find_if(entry, entries.end(), [&](const desk::AuditEntry& one) {
            return one.action == "incident.resolved" && one.at >= *at;
        });
        if (line == entries.end()) {
            continue;
        }
        entry = line + 1;
        const Value who = desk::show(here, *line);
        Map with_name = resolved.as_map();
        with_name.set("by", who["actor"]);
        with_name.set("by_name", who["actor_name"]);
        Map incident = items[i]["incident"].as_map();
        incident.set("resolved", std::move(with_name));
        Map item = items[i].as_map();
        item.set("incident", std::move(incident));
        items.set(i, std::move(item));
    }
}

http::Answer timeline(const Call& call) {
    watch::TimelinePage page;
    const Result<std::int64_t> limit = call.number("limit", 1000, 1, 1000);
    if (!limit) {
        return problem_of(limit.error());
    }
    page.moments_max = static_cast<std::size_t>(*limit);
    if (const auto sealed = call.request.query_value("cursor"); sealed && !sealed->empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, "timeline", *sealed);
        const auto from = place ? parse_base32(*place) : Result<std::uint64_t>(Error{});
        if (!from) {
            return problem_of({"cursor.invalid", "expected a cursor from this timeline but found another"});
        }
        page.from = *from;
    }
    const auto reader = call.services.store.reader();
    const auto header = run_of(call, *reader);
    if (!header) {
        return problem_of(header.error());
    }
    const auto rows = store::load_journal(*reader, header->id);
    if (!rows) {
        return http::problem(500, rows.error());
    }
    const auto pending = store::outbox_of(reader->org(call.org()), header->id);
    Result<watch::Timeline> told = drive::with_versions(*reader, call.services.versions, [&] {
        return watch::timeline(*rows, pending, call.services.versions, call.services.vocabulary, page);
    });
    if (!told) {
        return http::problem(500, told.error());
    }
    name_resolvers(reader->org(call.org()), header->id, told->items);
    return http::Answer::json(
        Map{{"items", std::move(told->items)},
            {"path", std::move(told->path)},
            {"document_version", told->version},
            {"cursor", told->next == 0
                           ? Value()
                           : Value(auth::cursor::seal(call.services.token_key, "timeline", to_base32(told->next)))}});
}

}  // namespace

void add_run_timeline(std::vector<Operation>& all) {
    all.push_back(getting("/api/runs/{id}/timeline", "run.read",
                          "What the run lived through, moment by moment, with its variables after each.", timeline));
}

}  // namespace millrace::api
