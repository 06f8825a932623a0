// Runs by what one looks for.

#include "runtime/watch/run_list.hpp"
#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/run_of.hpp"

namespace millrace::api {
namespace {

std::string asked_for(const Call& call, std::string_view name) {
    return std::string(call.request.query_value(name).value_or(""));
}

Error malformed(const std::string& expected, std::string_view found) {
    return {"request.malformed", "expected " + expected + " but found '" + std::string(found) + "'"};
}

Result<std::optional<store::RunStatus>> run_status_of(const std::string& text) {
    if (text.empty()) {
        return std::optional<store::RunStatus>();
    }
    for (int i = 0; i <= 5; ++i) {
        if (store::to_text(static_cast<store::RunStatus>(i)) == text) {
            return std::optional(static_cast<store::RunStatus>(i));
        }
    }
    return malformed("one of running, waiting, completed, incident, cancelled, quarantined", text);
}

Result<std::optional<Time>> time_of(const Call& call, std::string_view name) {
    const std::string text = asked_for(call, name);
    if (text.empty()) {
        return std::optional<Time>();
    }
    const Result<Time> time = parse_time(text);
    if (!time) {
        return malformed(std::string(name) + " to be a time such as 2026-01-05T09:00:00Z", text);
    }
    return std::optional(*time);
}

Result<watch::RunQuery> query_of(const Call& call) {
    watch::RunQuery query;
    query.flow = asked_for(call, "flow");
    query.node = asked_for(call, "node");
    query.outcome = asked_for(call, "outcome");
    const auto status = run_status_of(asked_for(call, "status"));
    const auto since = time_of(call, "since");
    const auto until = time_of(call, "until");
    const auto version = call.number("version", 0, 1, INT32_MAX);
    const auto limit = call.number("limit", 50, 1, 200);
    for (const Error* error :
         {status ? nullptr : &status.error(), since ? nullptr : &since.error(), until ? nullptr : &until.error(),
          version ? nullptr : &version.error(), limit ? nullptr : &limit.error()}) {
        if (error != nullptr) {
            return *error;
        }
    }
    if (*version != 0 && query.flow.empty()) {
        return Error{"request.malformed", "expected flow beside version, of which it is the number, but it is missing"};
    }
    query.status = *status;
    query.since = *since;
    query.until = *until;
    query.version = *version;
    query.limit = static_cast<int>(*limit);
    if (const std::string text = asked_for(call, "subject"); !text.empty()) {
        const auto subject = parse_base32(text);
        if (!subject) {
            return malformed("subject to be the id of a conversation", text);
        }
        query.subject = store::SubjectId{*subject};
    }
    if (const std::string sealed = asked_for(call, "cursor"); !sealed.empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, "runs", sealed);
        const auto before = place ? parse_id<RunTag>(*place) : Result<RunId>(Error{});
        if (!before) {
            return Error{"cursor.invalid", "expected a cursor from this list but found another"};
        }
        query.before = *before;
    }
    return query;
}

// What somebody typed or pasted: a run's id, or a conversation's.
http::Answer list_of_one(const Call& call, const std::string& typed, watch::RunQuery query) {
    const auto id = parse_base32(typed);
    if (!id) {
        return http::Answer::json(Map{{"items", List{}}, {"cursor", Value()}});
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto run = store::find_run(here, RunId{*id});
    if (run && desk::sees_run(here, viewer_of(call.caller), *run)) {
        return http::Answer::json(
            Map{{"items", List{watch::show_in_list(*reader, call.services.versions, *run)}}, {"cursor", Value()}});
    }
    query.subject = store::SubjectId{*id};
    watch::RunPage page = watch::find_runs(*reader, call.services.versions, call.org(), viewer_of(call.caller), query);
    return http::Answer::json(Map{{"items", std::move(page.items)}, {"cursor", Value()}});
}

http::Answer list(const Call& call) {
    const Result<watch::RunQuery> query = query_of(call);
    if (!query) {
        return problem_of(query.error());
    }
    if (const std::string typed = asked_for(call, "q"); !typed.empty()) {
        return list_of_one(call, typed, *query);
    }
    const auto reader = call.services.store.reader();
    watch::RunPage page = watch::find_runs(*reader, call.services.versions, call.org(), viewer_of(call.caller), *query);
    return http::Answer::json(
        Map{{"items", std::move(page.items)},
            {"cursor",
             page.next ? Value(auth::cursor::seal(call.services.token_key, "runs", to_text(page.next))) : Value()}});
}

}  // namespace

void add_run_list(std::vector<Operation>& all) {
    all.push_back(getting("/api/runs", "run.read",
                          "Runs, newest first, by flow, status, version, node, outcome, subject and time.", list));
}

}  // namespace millrace::api
