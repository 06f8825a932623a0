// Flows: made, drafted, checked, published, rolled back, bound.

#include <algorithm>

#include "api/operations/catalogue.hpp"
#include "api/operations/etag.hpp"
#include "api/operations/flow_shapes.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/settings/settings.hpp"

namespace millrace::api {
namespace {

struct CreateInput {
    std::string key;
    std::string title;
    Value document;
};
void describe(Fields<CreateInput>& fields) {
    fields.add("key", &CreateInput::key).required();
    fields.add("title", &CreateInput::title).required();
    fields.add("document", &CreateInput::document)
        .required()
        .help("A millrace.flow/1 document with the same key and title.");
}

struct PublishInput {
    std::string note;
    std::optional<std::int64_t> base;
};
void describe(Fields<PublishInput>& fields) {
    fields.add("note", &PublishInput::note);
    fields.add("base", &PublishInput::base)
        .help("The newest version that you have seen; without it, the one that the draft is based on.");
}

struct RollbackInput {
    std::int64_t version = 0;
};
void describe(Fields<RollbackInput>& fields) {
    fields.add("version", &RollbackInput::version).required();
}

Value shown(const store::FlowRow& flow) {
    return Map{{"key", flow.key},
               {"title", flow.title},
               {"version", flow.current == 0 ? Value() : Value(flow.current)},
               {"created_at", to_text(flow.created)},
               {"updated_at", to_text(flow.updated)}};
}

http::Answer create(const Call& call) {
    const Result<CreateInput> input = input_of<CreateInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    std::optional<http::Answer> answer = answered_before(call, 201, once(call));
    if (!answer) {
        const auto made =
            call.services.flows.creation(call.org(), call.caller.user_id, input->key, input->title, input->document);
        if (!made) {
            return problem_of(made.error());
        }
        answer = commit_change(call, 201, made->change, shown(made->flow));
    }
    if (answer->status != 201) {
        return std::move(*answer);
    }
    return std::move(*answer).with_etag(publish::etag_of(input->document)).with_location("/api/flows/" + input->key);
}

// What its author says of it: the current version, or before there is one the newest draft.
Map said_of(const flow::Document& document) {
    flow::Document begins;
    begins.trigger = document.trigger;
    return {{"description", document.description}, {"trigger", flow::write(begins)["trigger"]}};
}
Map said_of(store::OrgReader here, const store::FlowRow& flow, const std::vector<publish::PublishedFlowPtr>& published,
            const store::DraftRow* newest) {
    const auto found =
        std::lower_bound(published.begin(), published.end(), flow.key,
                         [](const publish::PublishedFlowPtr& one, const std::string& key) { return one->key < key; });
    if (found != published.end() && (*found)->key == flow.key) {
        return said_of((*found)->document);
    }
    const auto draft = newest == nullptr ? std::nullopt : store::find_draft(here, flow.key, newest->author);
    return said_of(draft ? flow::read_text(draft->document).document : flow::Document{});
}

http::Answer list(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const std::vector<publish::PublishedFlowPtr> published = call.services.flows.published(here);
    const std::vector<store::DraftRow> drafts = store::list_all_drafts(here);
    const std::vector<desk::Channel> channels = desk::list_channels(here);
    List items;
    for (const store::FlowRow& flow : store::list_flows(here)) {
        const store::DraftRow* newest = nullptr;
        const store::DraftRow* mine = nullptr;
        std::int64_t count = 0;
        for (const store::DraftRow& draft : drafts) {
            if (draft.flow == flow.key) {
                ++count;
                newest = newest == nullptr ? &draft : newest;
                mine = draft.author == call.caller.user_id ? &draft : mine;
            }
        }
        List entries;
        for (const desk::Channel& channel : channels) {
            if (channel.entry_flow == flow.key) {
                entries.push(channel.key);
            }
        }
        Map item = shown(flow).as_map();
        for (const auto& [name, value] : said_of(here, flow, published, newest)) {
            item.set(name, value);
        }
        item.set("my_draft", mine == nullptr
                                 ? Value()
                                 : Value(Map{{"updated_at", to_text(mine->at)}, {"base_version", mine->base_version}}));
        item.set("drafts", count);
        item.set("channels", std::move(entries));
        items.push(std::move(item));
    }
    return http::Answer::json(Map{{"items", std::move(items)}, {"cursor", Value()}});
}

http::Answer show(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, flow_key(call));
    if (!flow) {
        return unknown_flow(call);
    }
    Map body = shown(*flow).as_map();
    std::string etag = "unpublished";
    if (flow->current > 0) {
        if (const auto version = store::find_version(here, flow->key, flow->current)) {
            const Result<Value> document = json::parse(version->document);
            body.set("document", document ? *document : Value());
            body.set("hash", version->hash);
            etag = version->hash.substr(0, 20);
        }
    }
    return http::Answer::json(Value(std::move(body))).with_etag(etag);
}

http::Answer draft(const Call& call) {
    const std::string author(call.request.query_value("author").value_or(call.caller.user_id));
    const auto draft = call.services.flows.draft(call.org(), flow_key(call), author);
    if (!draft) {
        return problem_of(draft.error());
    }
    const Result<Value> document = json::parse(draft->document);
    return http::Answer::json(Map{{"document", document ? *document : Value()},
                                  {"base_version", draft->base_version},
                                  {"author", author},
                                  {"updated_at", to_text(draft->at)}})
        .with_etag(draft->etag);
}

http::Answer put_draft(const Call& call) {
    const Result<std::string> expected = seen_etag(call, "the draft's");
    if (!expected) {
        return problem_of(expected.error());
    }
    const Result<Value> body = call.request.json();
    if (!body) {
        return problem_of(body.error());
    }
    const Value& document = (*body)["document"].is_map() && (*body)["format"].is_nil() ? (*body)["document"] : *body;
    const auto etag =
        call.services.flows.put_draft(call.org(), flow_key(call), call.caller.user_id, document, *expected);
    if (!etag) {
        return problem_of(etag.error());
    }
    return http::Answer::json(Map{{"etag", *etag}}).with_etag(*etag);
}

http::Answer check_flow(const Call& call) {
    flow::Reading reading;
    const Result<Value> body = call.request.body.empty() ? Result<Value>(Value(Map{})) : call.request.json();
    if (!body) {
        return problem_of(body.error());
    }
    if ((*body)["document"].is_map()) {
        reading = flow::read((*body)["document"]);
    } else {
        const auto draft = call.services.flows.draft(call.org(), flow_key(call), call.caller.user_id);
        if (!draft) {
            return problem_of(draft.error());
        }
        reading = flow::read_text(draft->document);
    }
    return http::Answer::json(Map{{"problems", show_problems(call.services.flows.check(call.org(), reading, true))}});
}

http::Answer publish(const Call& call) {
    const Result<PublishInput> input = input_of<PublishInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (auto before = answered_before(call, 201, once(call))) {
        return std::move(*before);
    }
    {
        const auto reader = call.services.store.reader();
        if (desk::desk_settings(reader->org(call.org())).publish_needs_review) {
            return problem_of({"flow.review_required",
                               "expected a review before this is published, as the org's settings say: ask for one, "
                               "and another person approves it"});
        }
    }
    const auto made =
        call.services.flows.publication(call.org(), call.caller.user_id, flow_key(call), input->note, input->base);
    if (!made) {
        return problem_of(made.error());
    }
    const auto& [version, problems] = made->published;
    if (checks::blocks_publish(problems)) {
        return not_publishable(problems);
    }
    return commit_change(call, 201, made->change, Map{{"version", version}, {"problems", show_problems(problems)}});
}

http::Answer rollback(const Call& call) {
    const Result<RollbackInput> input = input_of<RollbackInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (auto before = answered_before(call, 200, once(call))) {
        return std::move(*before);
    }
    const auto change = call.services.flows.rollback(call.org(), call.caller.user_id, flow_key(call), input->version);
    return change ? commit_change(call, 200, *change, Map{{"version", input->version}}) : problem_of(change.error());
}

http::Answer bindings(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    if (!store::find_flow(here, flow_key(call))) {
        return unknown_flow(call);
    }
    Map bound;
    for (const store::BindingRow& row : store::list_bindings(here, flow_key(call))) {
        const Result<Value> value = json::parse(row.value);
        bound.set(row.name, value ? *value : Value());
    }
    return http::Answer::json(Value(std::move(bound)));
}

http::Answer put_bindings(const Call& call) {
    const Result<Value> body = call.request.json();
    if (!body) {
        return problem_of(body.error());
    }
    const Status done = call.services.flows.put_bindings(call.org(), call.caller.user_id, flow_key(call), *body);
    return done ? bindings(call) : problem_of(done.error());
}

Operation op(http::Method method, std::string path, std::string permission, std::string summary,
             http::Answer (*read)(const Call&), int success = 200, Schema input = {}) {
    Operation made = getting(std::move(path), std::move(permission), std::move(summary), read);
    made.method = method;
    made.success = success;
    made.input = std::move(input);
    return with_body_of(flow_body_bytes, std::move(made));
}

}  // namespace

void add_flows(std::vector<Operation>& all) {
    using http::Method;
    all.push_back(
        once_only(op(Method::post, "/api/flows", "flow.write", "Makes a flow, with the document as your draft.", create,
                     201, fields_of<CreateInput>().schema())));
    all.push_back(op(Method::get, "/api/flows", "flow.read", "All flows.", list));
    all.push_back(op(Method::get, "/api/flows/{key}", "flow.read", "A flow and its current version.", show));
    all.push_back(op(Method::get, "/api/flows/{key}/draft", "flow.read", "Your draft, or ?author='s.", draft));
    all.push_back(
        op(Method::put, "/api/flows/{key}/draft", "flow.write", "Replaces your draft; needs If-Match.", put_draft));
    all.push_back(op(Method::post, "/api/flows/{key}/check", "flow.read",
                     "Every problem of your draft, or of {document}.", check_flow));
    all.push_back(
        once_only(op(Method::post, "/api/flows/{key}/publish", "flow.publish",
                     "Makes your draft the version new runs take.", publish, 201, fields_of<PublishInput>().schema())));
    all.push_back(
        once_only(op(Method::post, "/api/flows/{key}/rollback", "flow.publish",
                     "Makes an earlier version the current one.", rollback, 200, fields_of<RollbackInput>().schema())));
    all.push_back(
        op(Method::get, "/api/flows/{key}/bindings", "flow.read", "What its bindings are bound to.", bindings));
    all.push_back(
        op(Method::put, "/api/flows/{key}/bindings", "flow.publish", "Binds names; null unbinds.", put_bindings));
}

}  // namespace millrace::api
