#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/check/check.hpp"
#include "runtime/drive/versions.hpp"
#include "runtime/publish/catalogues.hpp"
#include "runtime/publish/published_flows.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/store/store.hpp"

namespace millrace::publish {

// Does a thing of this kind ("queue", "team", "calendar") exist in the org? Kinds it does not know are taken to exist.
using Exists = std::function<bool(store::OrgReader, std::string_view kind, std::string_view key)>;

// Hears of each change, in the transaction that makes it: `action` is such as "flow.published", by the author.
using Recorder = std::function<void(store::Transaction&, OrgId, const std::string& author, std::string_view action,
                                    const std::string& flow, const Value& before, const Value& after)>;

// A change that is decided and not yet written. Whoever asked commits it, together with what he wants to be remembered
// of it: his idempotency key and the answer.
struct Change {
    std::function<Status(store::Transaction&)> write;  // perhaps called twice
    std::function<void()> written = [] {};             // once it is durable
};

// The tag of a draft with this content.
std::string etag_of(const Value& document);

// Flows on their way from draft to version. Every call reads, and those that change wait until it is durable: never on
// a task. Errors: flow.unknown, flow.exists, flow.key_mismatch, flow.base_moved, draft.stale, draft.unknown, the codes
// of the JSON reader for what is no document at all; each with a pointer into the request where there is one.
class FlowService {
public:
    FlowService(store::Store& store, drive::Versions& versions, const Vocabulary& vocabulary, Catalogues& catalogues,
                Exists exists, Recorder record = {})
        : store_(store),
          versions_(versions),
          vocabulary_(vocabulary),
          catalogues_(catalogues),
          exists_(std::move(exists)),
          record_(record ? std::move(record)
                         : [](store::Transaction&, OrgId, const std::string&, std::string_view, const std::string&,
                              const Value&, const Value&) {}) {}

    // A new flow, with the document as its author's draft.
    struct Creation {
        store::FlowRow flow;
        Change change;
    };
    Result<Creation> creation(OrgId org, const std::string& author, const std::string& key, const std::string& title,
                              const Value& document);
    Status create(OrgId org, const std::string& author, const std::string& key, const std::string& title,
                  const Value& document);

    // The author's draft, or what a new one would begin with: the current version.
    Result<store::DraftRow> draft(OrgId org, const std::string& flow, const std::string& author);
    // Throws it away, if it is still the expected one. "draft.unknown" when there is none of his own.
    Status discard_draft(OrgId org, const std::string& flow, const std::string& author,
                         const std::string& expected_etag);
    // Refuses only what is no document: wrong envelope, over the limits. The new etag.
    Result<std::string> put_draft(OrgId org, const std::string& flow, const std::string& author, const Value& document,
                                  const std::string& expected_etag);

    // Every problem of a document, or of the author's draft. `publishing` asks about queues and bindings too.
    Problems check(OrgId org, const flow::Reading& reading, bool publishing);

    struct Published {
        std::int64_t version = 0;
        Problems problems;  // not empty: nothing was published if one of them is an error
    };
    struct Publication {
        Published published;  // what it will be
        Change change;        // nothing to write if a problem is an error
    };
    // `base`: the newest version that the author has seen; without it, the one that his draft is based on.
    Result<Publication> publication(OrgId org, const std::string& author, const std::string& flow,
                                    const std::string& note, std::optional<std::int64_t> base);
    // What of a draft would be published: the document, and that nobody has published since what its author saw.
    // "flow.base_moved" if somebody has.
    struct Candidate {
        store::DraftRow draft;
        std::int64_t base = 0;
    };
    Result<Candidate> candidate(OrgId org, const std::string& author, const std::string& flow,
                                std::optional<std::int64_t> base);
    // A document that one person wrote and another publishes: the version is the author's, the record names both. It
    // takes the author's draft away if that still says the same.
    struct Approval {
        std::string author;
        std::string approver;
        std::string note;
        std::int64_t base = 0;
        std::string review = {};  // its id, for the record
    };
    Result<Publication> approval(OrgId org, const Approval& approval, const std::string& document);
    // The same for a document at hand, without a draft: the command line and the demo. Makes the flow if need be.
    Result<Published> publish_document(OrgId org, const std::string& author, const Value& document,
                                       const std::string& note);
    Result<Change> rollback(OrgId org, const std::string& author, const std::string& flow, std::int64_t version);

    // What the org's flows are now.
    std::vector<PublishedFlowPtr> published(store::OrgReader reader) { return published_.of(reader); }

    Status put_bindings(OrgId org, const std::string& author, const std::string& flow, const Value& bindings);

private:
    checks::World world_for(store::OrgReader reader, const flow::Document& document, const Catalogue& catalogue,
                            bool publishing);
    // What a publication does besides the new version.
    struct Publishing {
        std::string actor;  // in the record; the author if he publishes himself
        std::string note;
        std::int64_t base = 0;   // the newest version there is
        std::string draft = {};  // the author's, that it takes away if it has this etag; "*": whichever
        std::string review = {};
    };
    Result<Publication> publication_of(OrgId org, const std::string& author, const flow::Reading& reading,
                                       const Publishing& publishing);

    store::Store& store_;
    drive::Versions& versions_;
    const Vocabulary& vocabulary_;
    Catalogues& catalogues_;
    Exists exists_;
    Recorder record_;
    PublishedFlows published_;
};

}  // namespace millrace::publish
