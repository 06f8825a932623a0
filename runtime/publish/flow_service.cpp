#include "runtime/publish/flow_service.hpp"

#include "engine/base/digest.hpp"
#include "engine/base/text.hpp"
#include "engine/script/chunk.hpp"
#include "engine/value/json.hpp"

namespace millrace::publish {
namespace {

Error unknown(const std::string& flow) {
    return {"flow.unknown", "expected a flow but there is none with the key '" + flow + "'"};
}

// What is refused even as a draft. The rest is stored and reported by the check.
Status accept(const std::string& key, const Value& document) {
    if (!document.is_map()) {
        return Error{"flow.malformed",
                     "expected a flow document, an object, but found " + std::string(to_text(document.kind()))};
    }
    if (document["format"] != Value(flow::format_name)) {
        return Error{
            "flow.malformed",
            "expected the format " + std::string(flow::format_name) + " but found " + json::dump(document["format"]),
            "/format"};
    }
    if (document["key"] != Value(key)) {
        return Error{"flow.key_mismatch",
                     "expected the key '" + key + "' but the document says " + json::dump(document["key"]), "/key"};
    }
    if (document["nodes"].is_map() && document["nodes"].as_map().size() > flow::nodes_max) {
        return Error{"flow.too_large",
                     "expected at most 2000 nodes but found " + std::to_string(document["nodes"].as_map().size()),
                     "/nodes"};
    }
    return {};
}

std::string etag_of(const std::string& document) {
    return sha256_hex(document).substr(0, 20);
}

// For the record of changes.
Value version_now(const std::optional<store::FlowRow>& flow) {
    return flow && flow->current > 0 ? Value(Map{{"version", flow->current}}) : Value();
}

Value bound_now(store::OrgReader reader, const std::string& flow) {
    Map bound;
    for (const store::BindingRow& row : store::list_bindings(reader, flow)) {
        const Result<Value> value = json::parse(row.value);
        bound.set(row.name, value ? *value : Value());
    }
    return Value(std::move(bound));
}

}  // namespace

std::string etag_of(const Value& document) {
    return etag_of(json::dump(document));
}

Result<FlowService::Creation> FlowService::creation(OrgId org, const std::string& author, const std::string& key,
                                                    const std::string& title, const Value& document) {
    if (!is_key(key)) {
        return Error{"flow.malformed", "expected a key such as order_lookup but found " + json::dump(key), "/key"};
    }
    if (auto accepted = accept(key, document); !accepted) {
        Error error = accepted.error();
        error.pointer = "/document" + error.pointer;
        return error;
    }
    if (document["title"] != Value(title)) {
        return Error{"flow.key_mismatch",
                     "expected the document's title to be '" + title + "' but it is " + json::dump(document["title"]),
                     "/document/title"};
    }
    const Time now = store_.clock().now();
    const store::FlowRow row{org, key, title, 0, now, now};
    store::DraftRow draft{org, key, author, json::dump(document), {}, 0, now};
    draft.etag = etag_of(draft.document);
    return Creation{row, {.write = [row, draft, record = record_](store::Transaction& tx) -> Status {
                        if (auto added = store::add_flow(tx, row); !added) {
                            return added;
                        }
                        store::put_draft(tx, draft, "");
                        record(tx, row.org, draft.author, "flow.created", row.key, {},
                               Map{{"title", row.title}, {"draft", draft.etag}});
                        return {};
                    }}};
}

Status FlowService::create(OrgId org, const std::string& author, const std::string& key, const std::string& title,
                           const Value& document) {
    const Result<Creation> made = creation(org, author, key, title, document);
    return made ? store_.write(made->change.write) : made.error();
}

Result<store::DraftRow> FlowService::draft(OrgId org, const std::string& flow, const std::string& author) {
    const auto reader = store_.reader();
    const store::OrgReader here = reader->org(org);
    const auto row = store::find_flow(here, flow);
    if (!row) {
        return unknown(flow);
    }
    if (auto draft = store::find_draft(here, flow, author)) {
        return *draft;
    }
    const auto version = row->current == 0 ? std::nullopt : store::find_version(here, flow, row->current);
    if (!version) {
        return Error{"draft.unknown", "expected a draft of " + flow + " by this author but there is none"};
    }
    store::DraftRow draft{org, flow, author, version->document, {}, version->number, version->at};
    draft.etag = etag_of(draft.document);
    return draft;
}

Result<std::string> FlowService::put_draft(OrgId org, const std::string& flow, const std::string& author,
                                           const Value& document, const std::string& expected_etag) {
    if (auto accepted = accept(flow, document); !accepted) {
        return accepted.error();
    }
    // Whoever edits the current version for the first time names its etag: the draft that does not exist yet.
    const Result<store::DraftRow> before = draft(org, flow, author);
    if (!before && before.error().code == "flow.unknown") {
        return before.error();
    }
    if (before && before->etag != expected_etag) {
        return Error{"draft.stale", "expected the draft to be " + expected_etag + " but it has moved on to " +
                                        before->etag + ": fetch it, change that one and name its ETag"};
    }
    store::DraftRow row{
        org, flow, author, json::dump(document), {}, before ? before->base_version : 0, store_.clock().now()};
    row.etag = etag_of(row.document);
    bool stored = false;
    const Status written = store_.write([&](store::Transaction& tx) -> Status {
        const auto there = store::find_draft(tx.org(org), flow, author);
        stored = store::put_draft(tx, row, there ? expected_etag : "");
        if (stored) {
            record_(tx, org, author, "flow.draft_saved", flow, there ? Value(Map{{"draft", there->etag}}) : Value(),
                    Map{{"draft", row.etag}});
        }
        return {};
    });
    if (!written) {
        return written.error();
    }
    if (!stored) {
        return Error{"draft.stale",
                     "expected the draft to be " + expected_etag +
                         " but somebody else has just changed it: fetch it, change that one and name its ETag"};
    }
    return row.etag;
}

Status FlowService::discard_draft(OrgId org, const std::string& flow, const std::string& author,
                                  const std::string& expected_etag) {
    return store_.write([&](store::Transaction& tx) -> Status {
        if (!store::find_flow(tx.org(org), flow)) {
            return unknown(flow);
        }
        const auto there = store::find_draft(tx.org(org), flow, author);
        if (!there) {
            return Error{"draft.unknown", "expected a draft of your own of " + flow + " but there is none"};
        }
        if (there->etag != expected_etag) {
            return Error{"draft.stale", "expected the draft to be " + expected_etag + " but it has moved on to " +
                                            there->etag + ": look at it before you throw it away"};
        }
        store::remove_draft(tx, org, flow, author);
        record_(tx, org, author, "flow.draft_discarded", flow, Map{{"draft", there->etag}}, {});
        return {};
    });
}

checks::World FlowService::world_for(store::OrgReader reader, const flow::Document& document,
                                     const Catalogue& catalogue, bool publishing) {
    checks::World world;
    world.catalogue = &catalogue;
    world.vocabulary = &vocabulary_;
    world.check_script = [](std::string_view code, const std::vector<std::string>&) {
        std::vector<Error> problems;
        if (const auto chunk = script::Chunk::compile(std::string(code), script::Chunk::Shape::body); !chunk) {
            problems.push_back(chunk.error());
        }
        return problems;
    };
    world.callee = [reader, &catalogue](std::string_view key) -> std::optional<checks::World::Callee> {
        const auto row = store::find_flow(reader, key);
        const auto version = row && row->current > 0 ? store::find_version(reader, key, row->current) : std::nullopt;
        if (!version) {
            return std::nullopt;
        }
        return checks::contract_of(flow::read_text(version->document).document, catalogue);
    };
    if (publishing) {
        world.exists = [this, reader](std::string_view kind, std::string_view key) {
            if (kind == "flow") {
                return store::find_flow(reader, key).has_value();
            }
            return !exists_ || exists_(reader, kind, key);
        };
        // A binding has the kind that the document gives it, if what it names exists as such.
        world.bound = [this, reader, &document, bound = store::list_bindings(reader, document.key)](
                          std::string_view name) -> std::optional<std::string> {
            for (const store::BindingRow& row : bound) {
                if (row.name != name) {
                    continue;
                }
                const Result<Value> value = json::parse(row.value);
                for (const flow::Binding& declared : document.bindings) {
                    if (declared.name == name && value && value->is_string() && exists_ &&
                        !exists_(reader, declared.kind, value->as_string())) {
                        return "no " + declared.kind;
                    }
                    if (declared.name == name) {
                        return declared.kind;
                    }
                }
            }
            return std::nullopt;
        };
    }
    return world;
}

Problems FlowService::check(OrgId org, const flow::Reading& reading, bool publishing) {
    const auto catalogue = catalogues_.of(org);
    const auto reader = store_.reader();
    return checks::check(reading, world_for(reader->org(org), reading.document, *catalogue, publishing));
}

Result<FlowService::Candidate> FlowService::candidate(OrgId org, const std::string& author, const std::string& flow,
                                                      std::optional<std::int64_t> base) {
    const Result<store::DraftRow> draft = this->draft(org, flow, author);
    if (!draft) {
        return draft.error();
    }
    std::int64_t newest = 0;
    {
        const auto reader = store_.reader();
        newest = store::greatest_version(reader->org(org), flow);
    }
    // A base that is named counts alone: who names an old one has not seen the newest, whatever his draft began with.
    const std::int64_t seen = base.value_or(draft->base_version);
    if (seen != newest) {
        return Error{"flow.base_moved", "expected version " + std::to_string(seen) +
                                            (base ? ", named as base," : ", which the draft is based on,") +
                                            " to be the newest but version " + std::to_string(newest) +
                                            " is: look at it and name it as base"};
    }
    return Candidate{*draft, newest};
}

Result<FlowService::Publication> FlowService::publication(OrgId org, const std::string& author, const std::string& flow,
                                                          const std::string& note, std::optional<std::int64_t> base) {
    const Result<Candidate> found = candidate(org, author, flow, base);
    if (!found) {
        return found.error();
    }
    return publication_of(org, author, flow::read_text(found->draft.document),
                          {.actor = author, .note = note, .base = found->base, .draft = "*"});
}

Result<FlowService::Publication> FlowService::approval(OrgId org, const Approval& approval,
                                                       const std::string& document) {
    const flow::Reading reading = flow::read_text(document);
    std::int64_t newest = 0;
    {
        const auto reader = store_.reader();
        newest = store::greatest_version(reader->org(org), reading.document.key);
    }
    if (newest != approval.base) {
        return Error{"flow.base_moved", "expected version " + std::to_string(approval.base) +
                                            ", on which the review stands, to be the newest but version " +
                                            std::to_string(newest) +
                                            " is: bring the draft up to date and ask for a review again"};
    }
    return publication_of(org, approval.author, reading,
                          {.actor = approval.approver,
                           .note = approval.note,
                           .base = newest,
                           .draft = etag_of(document),
                           .review = approval.review});
}

Result<FlowService::Published> FlowService::publish_document(OrgId org, const std::string& author,
                                                             const Value& document, const std::string& note) {
    const flow::Reading reading = flow::read(document);
    const std::string& key = reading.document.key;
    bool known = false;
    std::int64_t newest = 0;
    {
        const auto reader = store_.reader();
        known = store::find_flow(reader->org(org), key).has_value();
        newest = known ? store::greatest_version(reader->org(org), key) : 0;
    }
    if (!known) {
        if (auto made = create(org, author, key, reading.document.title, document); !made) {
            return made.error();
        }
    }
    const Result<Publication> made = publication_of(
        org, author, reading,
        {.actor = author, .note = note, .base = newest, .draft = known ? std::string() : std::string("*")});
    if (!made) {
        return made.error();
    }
    if (made->published.version == 0) {
        return made->published;
    }
    if (const Status written = store_.write(made->change.write); !written) {
        return written.error();
    }
    made->change.written();
    return made->published;
}

Result<FlowService::Publication> FlowService::publication_of(OrgId org, const std::string& author,
                                                             const flow::Reading& reading,
                                                             const Publishing& publishing) {
    Publication made;
    made.published.problems = check(org, reading, true);
    if (checks::blocks_publish(made.published.problems)) {
        return made;
    }
    const auto catalogue = catalogues_.of(org);
    std::map<std::string, int, std::less<>> pins;
    std::string pinned;
    for (const flow::Node& node : reading.document.nodes) {
        const NodeTypePtr& type = *catalogue->find(node.type);
        if (pins.emplace(node.type, type->version).second) {
            pinned += node.type + "@" + std::to_string(type->version) + ":" + type->source_hash + "\n";
        }
    }
    // Compiled before anything is written: what cannot run is not published.
    if (const Result<GraphPtr> graph = compile(reading.document, *catalogue, vocabulary_); !graph) {
        return graph.error();
    }
    store::FlowVersionRow row;
    row.org = org;
    row.flow = reading.document.key;
    row.number = publishing.base + 1;
    row.hash = sha256_hex(flow::hash(reading.document) + "\n" + pinned);
    row.document = json::dump(flow::write(reading.document));
    row.pins = drive::encode_pins(pins);
    row.note = publishing.note;
    row.author = author;
    row.at = store_.clock().now();
    const std::string title = reading.document.title;
    made.published.version = row.number;
    made.change.write = [org, row, title, publishing, record = record_](store::Transaction& tx) -> Status {
        store::FlowVersionRow fresh = row;
        const auto before = store::find_flow(tx.org(org), row.flow);
        fresh.id = tx.new_id<store::VersionId>(0);
        if (auto added = store::add_version(tx, fresh); !added) {
            return added;
        }
        store::set_current_version(tx, org, row.flow, row.number, row.at);
        store::set_flow_title(tx, org, row.flow, title, row.at);
        const auto draft = store::find_draft(tx.org(org), row.flow, row.author);
        if (draft && (publishing.draft == "*" || publishing.draft == draft->etag)) {
            store::remove_draft(tx, org, row.flow, row.author);
        }
        Map after{{"version", row.number}, {"hash", row.hash}, {"note", row.note}};
        if (!publishing.review.empty()) {
            after.set("review", publishing.review);
            after.set("author", row.author);
        }
        record(tx, org, publishing.actor, "flow.published", row.flow, version_now(before), std::move(after));
        return {};
    };
    made.change.written = [&versions = versions_, org, flow = row.flow] { versions.forget_current(org, flow); };
    return made;
}

Result<Change> FlowService::rollback(OrgId org, const std::string& author, const std::string& flow,
                                     std::int64_t version) {
    {
        const auto reader = store_.reader();
        if (!store::find_flow(reader->org(org), flow)) {
            return unknown(flow);
        }
        if (!store::find_version(reader->org(org), flow, version)) {
            return Error{"flow.unknown_version",
                         "expected a version of " + flow + " but there is no number " + std::to_string(version),
                         "/version"};
        }
    }
    return Change{.write = [org, author, flow, version, record = record_](store::Transaction& tx) -> Status {
                      const auto before = store::find_flow(tx.org(org), flow);
                      store::set_current_version(tx, org, flow, version, tx.now());
                      record(tx, org, author, "flow.rolled_back", flow, version_now(before), Map{{"version", version}});
                      return {};
                  },
                  .written = [&versions = versions_, org, flow] { versions.forget_current(org, flow); }};
}

Status FlowService::put_bindings(OrgId org, const std::string& author, const std::string& flow, const Value& bindings) {
    if (!bindings.is_map()) {
        return Error{"flow.malformed",
                     "expected an object of name and value but found " + std::string(to_text(bindings.kind()))};
    }
    std::vector<std::string> values;
    for (const auto& [name, value] : bindings.as_map()) {
        values.push_back(json::dump(value));
    }
    return store_.write([&](store::Transaction& tx) -> Status {
        if (!store::find_flow(tx.org(org), flow)) {
            return unknown(flow);
        }
        const Value before = bound_now(tx.org(org), flow);
        std::size_t i = 0;
        for (const auto& [name, value] : bindings.as_map()) {
            if (value.is_nil()) {
                store::remove_binding(tx, org, flow, name);
            } else {
                store::put_binding(tx, org, flow, {name.str(), values[i]});
            }
            ++i;
        }
        record_(tx, org, author, "flow.bound", flow, before, bound_now(tx.org(org), flow));
        return {};
    });
}

}  // namespace millrace::publish
