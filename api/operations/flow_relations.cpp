// How a flow stands to others: what differs between two of its documents, who uses it, what it uses.

#include <map>

#include "api/operations/catalogue.hpp"
#include "api/operations/flow_shapes.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/flow/diff.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/desk.hpp"
#include "runtime/publish/published_flows.hpp"

namespace millrace::api {
namespace {

// "draft" (the caller's, or ?author='s), "current" or a version's number.
Result<flow::Document> document_named(const Call& call, std::string_view name) {
    const std::string key = flow_key(call);
    if (name == "draft") {
        const std::string author(call.request.query_value("author").value_or(call.caller.user_id));
        const auto draft = call.services.flows.draft(call.org(), key, author);
        return draft ? Result<flow::Document>(flow::read_text(draft->document).document) : draft.error();
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, key);
    if (!flow) {
        return Error{"flow.unknown", "expected a flow but there is none with the key '" + key + "'"};
    }
    if (name == "current" && flow->current == 0) {
        return Error{"flow.not_published", "expected " + key + " to be published but it has no version yet"};
    }
    const Result<std::int64_t> number = name == "current" ? Result<std::int64_t>(flow->current) : version_number(name);
    if (!number) {
        return Error{"request.malformed",
                     "expected draft, current or a version's number but found '" + std::string(name) + "'"};
    }
    const auto version = store::find_version(here, key, *number);
    if (!version) {
        return Error{"flow.unknown_version",
                     "expected a version of " + key + " but there is no number " + std::to_string(*number)};
    }
    return flow::read_text(version->document).document;
}

http::Answer diff(const Call& call) {
    const Result<flow::Document> from = document_named(call, call.request.query_value("from").value_or("current"));
    if (!from) {
        return problem_of(from.error());
    }
    const Result<flow::Document> to = document_named(call, call.request.query_value("to").value_or("draft"));
    if (!to) {
        return problem_of(to.error());
    }
    List changes;
    for (const flow::Change& change : flow::diff(*from, *to)) {
        changes.push(flow::show(change));
    }
    const Value none = Map{};
    const auto layout_of = [&](const flow::Document& document) {
        return document.layout.is_map() ? document.layout : none;
    };
    return http::Answer::json(Map{{"same_logic", changes.empty()},
                                  {"same_layout", layout_of(*from) == layout_of(*to)},
                                  {"changes", std::move(changes)}});
}

List used_by(const Call& call, store::OrgReader here, const Catalogue& catalogue) {
    List users;
    for (const publish::PublishedFlowPtr& one : call.services.flows.published(here)) {
        for (const publish::Reference& reference : publish::references_of(one->document, catalogue)) {
            if (reference.kind == "flow" && reference.key == flow_key(call)) {
                const flow::Node* node = one->document.node(reference.node);
                users.push(Map{{"flow", one->key},
                               {"title", one->document.title},
                               {"version", one->version},
                               {"node", reference.node},
                               {"type", node == nullptr ? Value() : Value(node->type)}});
            }
        }
    }
    return users;
}

// A binding stands for what it is bound to.
List used_things(store::OrgReader here, const flow::Document& document, const Catalogue& catalogue) {
    std::map<std::string, std::string> kinds;
    for (const flow::Binding& binding : document.bindings) {
        kinds[binding.name] = binding.kind;
    }
    std::map<std::string, std::string> bound;
    for (const store::BindingRow& row : store::list_bindings(here, document.key)) {
        const Result<Value> value = json::parse(row.value);
        if (value && value->is_string()) {
            bound[row.name] = std::string(value->as_string());
        }
    }
    List things;
    for (const publish::Reference& reference : publish::references_of(document, catalogue)) {
        const bool by_name = reference.kind == "binding";
        const std::string kind = by_name ? kinds[reference.key] : reference.kind;
        const auto found = by_name ? bound.find(reference.key) : bound.end();
        const std::string key = !by_name ? reference.key : found == bound.end() ? std::string() : found->second;
        Map thing{{"kind", kind},
                  {"key", key.empty() ? Value() : Value(key)},
                  {"node", reference.node},
                  {"pointer", reference.pointer},
                  {"exists", !key.empty() && desk::exists(here, kind, key)}};
        if (by_name) {
            thing.set("binding", reference.key);
        }
        things.push(std::move(thing));
    }
    return things;
}

http::Answer uses(const Call& call) {
    const Result<flow::Document> document = document_named(call, call.request.query_value("of").value_or("draft"));
    if (!document && document.error().code != "draft.unknown") {
        return problem_of(document.error());
    }
    const auto catalogue = call.services.catalogues.of(call.org());
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    List channels;
    for (const desk::Channel& channel : desk::list_channels(here)) {
        if (channel.entry_flow == flow_key(call)) {
            channels.push(Map{{"key", channel.key}, {"title", channel.title}});
        }
    }
    return http::Answer::json(
        Map{{"used_by", used_by(call, here, *catalogue)},
            {"channels", std::move(channels)},
            {"uses", document ? Value(used_things(here, *document, *catalogue)) : Value(List{})}});
}

}  // namespace

void add_flow_relations(std::vector<Operation>& all) {
    all.push_back(getting("/api/flows/{key}/diff", "flow.read",
                          "What differs ?from= one of its documents ?to= another: draft, current or a version.", diff));
    all.push_back(getting("/api/flows/{key}/uses", "flow.read",
                          "Which flows and channels use it, and what ?of= draft, current or a version uses.", uses));
}

}  // namespace millrace::api
