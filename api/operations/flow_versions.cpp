// What has become of a flow: its versions, and what its authors are at.

#include "api/operations/catalogue.hpp"
#include "api/operations/etag.hpp"
#include "api/operations/flow_shapes.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/value/json.hpp"
#include "runtime/drive/versions.hpp"

namespace millrace::api {
namespace {

Map show_version(store::OrgReader here, const store::FlowVersionRow& version, const store::FlowRow& flow) {
    return Map{{"version", version.number}, {"current", version.number == flow.current},
               {"hash", version.hash},      {"note", version.note},
               {"author", version.author},  {"author_name", name_of_author(here, version.author)},
               {"at", to_text(version.at)}};
}

http::Answer versions(const Call& call) {
    const Result<std::int64_t> below = call.number("cursor", 0, 0, INT64_MAX);
    if (!below) {
        return problem_of(below.error());
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, flow_key(call));
    if (!flow) {
        return unknown_flow(call);
    }
    List items;
    std::int64_t last = 0;
    for (const store::FlowVersionRow& version : store::list_versions(here, flow->key, *below)) {
        last = version.number;
        items.push(show_version(here, version, *flow));
    }
    const bool more = items.size() == 50 && last > 1;
    return http::Answer::json(
        Map{{"items", std::move(items)}, {"cursor", more ? Value(std::to_string(last)) : Value()}});
}

http::Answer version(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, flow_key(call));
    if (!flow) {
        return unknown_flow(call);
    }
    const Result<std::int64_t> number = version_number(call.param("version"));
    const auto found = number ? store::find_version(here, flow->key, *number) : std::nullopt;
    if (!found) {
        return problem_of({"flow.unknown_version", "expected a version of " + flow->key + " but there is no number '" +
                                                       std::string(call.param("version")) + "'"});
    }
    Map shown = show_version(here, *found, *flow);
    const Result<Value> document = json::parse(found->document);
    shown.set("document", document ? *document : Value());
    Map pins;
    for (const auto& [type, pinned] : drive::decode_pins(found->pins)) {
        pins.set(String(type), static_cast<std::int64_t>(pinned));
    }
    shown.set("pins", std::move(pins));
    return http::Answer::json(std::move(shown)).with_etag(found->hash.substr(0, 20));
}

http::Answer drafts(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    if (!store::find_flow(here, flow_key(call))) {
        return unknown_flow(call);
    }
    List items;
    for (const store::DraftRow& draft : store::list_drafts(here, flow_key(call))) {
        items.push(Map{{"author", draft.author},
                       {"author_name", name_of_author(here, draft.author)},
                       {"base_version", draft.base_version},
                       {"updated_at", to_text(draft.at)},
                       {"etag", draft.etag}});
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

http::Answer discard_draft(const Call& call) {
    const Result<std::string> expected = seen_etag(call, "the draft's");
    if (!expected) {
        return problem_of(expected.error());
    }
    const Status done = call.services.flows.discard_draft(call.org(), flow_key(call), call.caller.user_id, *expected);
    return done ? http::Answer::nothing() : problem_of(done.error());
}

}  // namespace

void add_flow_versions(std::vector<Operation>& all) {
    all.push_back(getting("/api/flows/{key}/versions", "flow.read", "Its versions, newest first.", versions));
    all.push_back(
        getting("/api/flows/{key}/versions/{version}", "flow.read", "One version, with its document.", version));
    all.push_back(getting("/api/flows/{key}/drafts", "flow.read", "Who has a draft of it.", drafts));
    Operation discard =
        getting("/api/flows/{key}/draft", "flow.write", "Throws your draft away; needs If-Match.", discard_draft);
    discard.method = http::Method::del;
    discard.success = 204;
    all.push_back(std::move(discard));
}

}  // namespace millrace::api
