#include "runtime/desk/flows/review.hpp"

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/flows/flow_events.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t review_note_max = 2'000;

Review review_of(const store::Row& row) {
    Review review;
    review.id = static_cast<std::uint64_t>(row.integer("id"));
    review.flow = row.text("flow");
    review.author = row.text("author");
    review.note = row.text("note");
    review.base_version = row.integer("base_version");
    review.state = row.text("state");
    review.decided_by = row.text("decided_by");
    review.decided_note = row.text("decided_note");
    review.version = row.integer("version");
    review.at = row.time("at");
    review.decided_at = row.get<std::optional<Time>>("decided_at");
    return review;
}

std::string name_or_id(store::OrgReader reader, const std::string& user) {
    const std::optional<User> found = find_user(reader, user);
    return found ? found->name : user;
}

Status check_review_note(const std::string& note, std::string pointer) {
    if (utf8_length(note) > review_note_max) {
        return Error{"request.invalid", "expected a note of at most 2,000 characters but it has more",
                     std::move(pointer)};
    }
    return {};
}

void tell_of_review(const Work& work, const Review& review) {
    tell_of_flow(work, event::flow_reviewed, review.flow,
                 Map{{"review_id", to_base32(review.id)},
                     {"state", review.state},
                     {"version", review.version == 0 ? Value() : Value(review.version)}});
}

Value for_the_record(const Review& review) {
    return Map{{"review", to_base32(review.id)},
               {"state", review.state},
               {"author", review.author},
               {"base_version", review.base_version}};
}

// Whether it may still be decided, and by this person.
Result<Review> undecided(const Work& work, std::uint64_t id, bool by_author) {
    std::optional<Review> review = find_review(work.reader(), id);
    if (!review) {
        return Error{"review.unknown", "expected the id of a review but there is none with '" + to_base32(id) + "'"};
    }
    const bool own = review->author == work.actor;
    if (own && !by_author) {
        return Error{"review.own", "expected another person than its author to decide a review but this one is yours"};
    }
    if (!own && by_author) {
        return Error{"review.not_yours", "expected its author to withdraw a review but this one is " +
                                             name_or_id(work.reader(), review->author) + "'s"};
    }
    if (review->state != "open") {
        return Error{"review.decided", "expected an open review but this one is " + review->state};
    }
    return std::move(*review);
}

Result<Review> decide_review(const Work& work, std::uint64_t id, bool by_author, std::string_view state,
                             const std::string& note, std::int64_t version) {
    if (Status sound = check_review_note(note, "/note"); !sound) {
        return sound.error();
    }
    Result<Review> found = undecided(work, id, by_author);
    if (!found) {
        return found.error();
    }
    Review review = std::move(*found);
    const Value before = for_the_record(review);
    review.state = state;
    review.decided_by = work.actor;
    review.decided_note = note;
    review.decided_at = work.now();
    review.version = version;
    const std::int64_t changed = work.tx.run(
        "UPDATE flow_review SET state = $state, decided_by = $by, decided_note = $note, decided_at = $at,"
        " version = $version WHERE org = $org AND id = $id AND state = 'open'",
        {{"state", review.state},
         {"by", review.decided_by},
         {"note", review.decided_note},
         {"at", review.decided_at},
         {"version", review.version},
         {"org", work.org},
         {"id", id}});
    if (changed == 0) {
        return Error{"review.decided", "expected an open review but somebody has just decided it"};
    }
    Map after = for_the_record(review).as_map();
    after.set("author_name", name_or_id(work.reader(), review.author));
    after.set("decided_by_name", name_or_id(work.reader(), review.decided_by));
    after.set("note", review.decided_note);
    if (version > 0) {
        after.set("version", version);
    }
    record(work, "flow.review_" + review.state, "flow:" + review.flow, before, std::move(after));
    tell_of_review(work, review);
    return review;
}

}  // namespace

store::Migration review_tables() {
    return {.number = 2210,
            .name = "flow_reviews",
            .statements = {"CREATE TABLE flow_review(id {id} PRIMARY KEY, org {id} NOT NULL, flow {text} NOT NULL,"
                           " author {text} NOT NULL, note {text} NOT NULL, base_version {int} NOT NULL,"
                           " document {text} NOT NULL, state {text} NOT NULL, decided_by {text} NOT NULL,"
                           " decided_note {text} NOT NULL, version {int} NOT NULL, at {time} NOT NULL,"
                           " decided_at {time})",
                           "CREATE INDEX flow_review_by_flow ON flow_review(org, flow, id)",
                           "CREATE UNIQUE INDEX flow_review_open ON flow_review(org, flow, author)"
                           " WHERE state = 'open'"},
            .ids = {"flow_review.id"}};
}

std::optional<Review> find_review(store::OrgReader reader, std::uint64_t id) {
    const auto row = reader.one(
        "SELECT id, flow, author, note, base_version, state, decided_by, decided_note, version, at, decided_at,"
        " document FROM flow_review WHERE org = $org AND id = $id",
        {{"id", id}});
    if (!row) {
        return std::nullopt;
    }
    Review review = review_of(*row);
    review.document = row->text("document");
    return review;
}

std::vector<Review> list_reviews(store::OrgReader reader, std::string_view flow, std::string_view state,
                                 std::int64_t limit) {
    std::vector<Review> reviews;
    const auto add = [&](const store::Rows& rows) {
        for (const store::Row row : rows) {
            reviews.push_back(review_of(row));
        }
    };
    if (state.empty()) {
        add(
            reader.query("SELECT id, flow, author, note, base_version, state, decided_by, decided_note, version, at,"
                         " decided_at FROM flow_review WHERE org = $org AND flow = $flow ORDER BY id DESC LIMIT $limit",
                         {{"flow", flow}, {"limit", limit}}));
    } else {
        add(
            reader.query("SELECT id, flow, author, note, base_version, state, decided_by, decided_note, version, at,"
                         " decided_at FROM flow_review WHERE org = $org AND flow = $flow AND state = $state"
                         " ORDER BY id DESC LIMIT $limit",
                         {{"flow", flow}, {"state", state}, {"limit", limit}}));
    }
    return reviews;
}

Value show(store::OrgReader reader, const Review& review) {
    Map shown{{"id", to_base32(review.id)},
              {"flow", review.flow},
              {"author", review.author},
              {"author_name", name_or_id(reader, review.author)},
              {"note", review.note},
              {"base_version", review.base_version},
              {"state", review.state},
              {"decided_by", text_or_nil(review.decided_by)},
              {"decided_by_name", review.decided_by.empty() ? Value() : Value(name_or_id(reader, review.decided_by))},
              {"decided_note", review.decided_note},
              {"at", to_text(review.at)},
              {"decided_at", time_or_nil(review.decided_at)},
              {"version", review.version == 0 ? Value() : Value(review.version)}};
    if (!review.document.empty()) {
        const Result<Value> document = json::parse(review.document);
        shown.set("document", document ? *document : Value());
    }
    return shown;
}

Result<Review> ask_for_review(const Work& work, const NewReview& wanted) {
    if (Status sound = check_review_note(wanted.note, "/note"); !sound) {
        return sound.error();
    }
    Review review;
    review.id = work.tx.new_id(0);
    review.flow = wanted.flow;
    review.author = work.actor;
    review.note = wanted.note;
    review.base_version = wanted.base_version;
    review.document = wanted.document;
    review.at = work.now();
    const std::int64_t added = work.tx.run(
        "INSERT INTO flow_review(id, org, flow, author, note, base_version, document, state, decided_by, decided_note,"
        " version, at) VALUES($id, $org, $flow, $author, $note, $base, $document, 'open', '', '', 0, $at)"
        " ON CONFLICT DO NOTHING",
        {{"id", review.id},
         {"org", work.org},
         {"flow", review.flow},
         {"author", review.author},
         {"note", review.note},
         {"base", review.base_version},
         {"document", review.document},
         {"at", review.at}});
    if (added == 0) {
        return Error{"review.open",
                     "expected no open review of this flow by you but there is one: withdraw it before you ask again"};
    }
    record(work, "flow.review_asked", "flow:" + review.flow, {}, for_the_record(review));
    tell_of_review(work, review);
    return review;
}

Result<Review> approve_review(const Work& work, std::uint64_t id, const std::string& note, std::int64_t version) {
    return decide_review(work, id, false, "approved", note, version);
}

Result<Review> reject_review(const Work& work, std::uint64_t id, const std::string& note) {
    return decide_review(work, id, false, "rejected", note, 0);
}

Result<Review> withdraw_review(const Work& work, std::uint64_t id) {
    return decide_review(work, id, true, "withdrawn", "", 0);
}

}  // namespace millrace::desk
