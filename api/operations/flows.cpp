// Flows: made, drafted, checked, published, rolled back, bound.

#include "api/operations/catalogue.hpp"
#include "api/operations/etag.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/value/json.hpp"

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

Value shown(const Problems& problems) {
    List list;
    for (const Problem& problem : problems) {
        Map one{{"severity", problem.severity == Severity::error ? "error" : "warning"},
                {"code", problem.code},
                {"node", problem.node},
                {"pointer", problem.pointer},
                {"message", problem.message},
                {"fix", problem.fix}};
        if (problem.place) {
            one.set("from", problem.place->from);
            one.set("to", problem.place->to);
        }
        list.push(std::move(one));
    }
    return list;
}

Value shown(const store::FlowRow& flow) {
    return Map{{"key", flow.key},
               {"title", flow.title},
               {"version", flow.current == 0 ? Value() : Value(flow.current)},
               {"created_at", to_text(flow.created)},
               {"updated_at", to_text(flow.updated)}};
}

std::string key_of(const Call& call) {
    return std::string(call.param("key"));
}

http::Answer unknown(const Call& call) {
    return problem_of({"flow.unknown", "expected a flow but there is none with the key '" + key_of(call) + "'"});
}

// Commits the change with the caller's key and this answer.
http::Answer commit(const Call& call, int success, const publish::Change& change, const Value& answer) {
    http::Answer given = write(call, success, [&](store::Transaction& tx) -> Result<Value> {
        const Status done = change.write(tx);
        return done ? Result<Value>(answer) : done.error();
    });
    if (given.status == success) {
        change.written();
    }
    return given;
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
        answer = commit(call, 201, made->change, shown(made->flow));
    }
    if (answer->status != 201) {
        return std::move(*answer);
    }
    return std::move(*answer).with_etag(publish::etag_of(input->document)).with_location("/api/flows/" + input->key);
}

http::Answer list(const Call& call) {
    const auto reader = call.services.store.reader();
    List items;
    for (const store::FlowRow& flow : store::list_flows(reader->org(call.org()))) {
        items.push(shown(flow));
    }
    return http::Answer::json(Map{{"items", std::move(items)}, {"cursor", Value()}});
}

http::Answer show(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, key_of(call));
    if (!flow) {
        return unknown(call);
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
    const auto draft = call.services.flows.draft(call.org(), key_of(call), author);
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
    const Result<std::string> seen = seen_etag(call, "the draft's");
    if (!seen) {
        return problem_of(seen.error());
    }
    const Result<Value> body = call.request.json();
    if (!body) {
        return problem_of(body.error());
    }
    const Value& document = (*body)["document"].is_map() && (*body)["format"].is_nil() ? (*body)["document"] : *body;
    const auto etag = call.services.flows.put_draft(call.org(), key_of(call), call.caller.user_id, document, *seen);
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
        const auto draft = call.services.flows.draft(call.org(), key_of(call), call.caller.user_id);
        if (!draft) {
            return problem_of(draft.error());
        }
        reading = flow::read_text(draft->document);
    }
    return http::Answer::json(Map{{"problems", shown(call.services.flows.check(call.org(), reading, true))}});
}

http::Answer publish(const Call& call) {
    const Result<PublishInput> input = input_of<PublishInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (auto before = answered_before(call, 201, once(call))) {
        return std::move(*before);
    }
    const auto made =
        call.services.flows.publication(call.org(), call.caller.user_id, key_of(call), input->note, input->base);
    if (!made) {
        return problem_of(made.error());
    }
    const auto& [version, problems] = made->published;
    if (checks::blocks_publish(problems)) {
        std::vector<http::Fault> faults;
        for (const Problem& problem : problems) {
            faults.push_back({problem.pointer, problem.code, problem.message, problem.node});
        }
        return http::problem(422, {"flow.not_publishable", "expected a flow without errors but the check found some"},
                             faults, Map{{"problems", shown(problems)}});
    }
    return commit(call, 201, made->change, Map{{"version", version}, {"problems", shown(problems)}});
}

http::Answer versions(const Call& call) {
    const Result<std::int64_t> below = call.number("cursor", 0, 0, INT64_MAX);
    if (!below) {
        return problem_of(below.error());
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, key_of(call));
    if (!flow) {
        return unknown(call);
    }
    List items;
    std::int64_t last = 0;
    for (const store::FlowVersionRow& version : store::list_versions(here, key_of(call), *below)) {
        last = version.number;
        items.push(Map{{"version", version.number},
                       {"current", version.number == flow->current},
                       {"hash", version.hash},
                       {"note", version.note},
                       {"author", version.author},
                       {"at", to_text(version.at)}});
    }
    const bool more = items.size() == 50 && last > 1;
    return http::Answer::json(
        Map{{"items", std::move(items)}, {"cursor", more ? Value(std::to_string(last)) : Value()}});
}

http::Answer rollback(const Call& call) {
    const Result<RollbackInput> input = input_of<RollbackInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (auto before = answered_before(call, 200, once(call))) {
        return std::move(*before);
    }
    const auto change = call.services.flows.rollback(call.org(), call.caller.user_id, key_of(call), input->version);
    return change ? commit(call, 200, *change, Map{{"version", input->version}}) : problem_of(change.error());
}

http::Answer bindings(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    if (!store::find_flow(here, key_of(call))) {
        return unknown(call);
    }
    Map bound;
    for (const store::BindingRow& row : store::list_bindings(here, key_of(call))) {
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
    const Status done = call.services.flows.put_bindings(call.org(), call.caller.user_id, key_of(call), *body);
    return done ? bindings(call) : problem_of(done.error());
}

Operation op(http::Method method, std::string path, std::string permission, std::string summary,
             http::Answer (*read)(const Call&), int success = 200, Schema input = {}) {
    Operation made;
    made.method = method;
    made.path = std::move(path);
    made.permission = std::move(permission);
    made.summary = std::move(summary);
    made.read = read;
    made.success = success;
    made.input = std::move(input);
    made.body_bytes_max = std::size_t{1} << 20;
    return made;
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
    all.push_back(op(Method::get, "/api/flows/{key}/versions", "flow.read", "Its versions, newest first.", versions));
    all.push_back(
        once_only(op(Method::post, "/api/flows/{key}/rollback", "flow.publish",
                     "Makes an earlier version the current one.", rollback, 200, fields_of<RollbackInput>().schema())));
    all.push_back(
        op(Method::get, "/api/flows/{key}/bindings", "flow.read", "What its bindings are bound to.", bindings));
    all.push_back(
        op(Method::put, "/api/flows/{key}/bindings", "flow.publish", "Binds names; null unbinds.", put_bindings));
}

}  // namespace millrace::api
