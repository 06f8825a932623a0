#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"

namespace millrace::desk {

// Somebody asks that what he has drafted be published; another one decides.
struct Review {
    std::uint64_t id = 0;
    std::string flow;
    std::string author;  // users.id
    std::string note;
    std::int64_t base_version = 0;  // what the document stands on
    std::string document;           // JSON
    std::string state = "open";     // open approved rejected withdrawn
    std::string decided_by;         // users.id, or empty
    std::string decided_note;
    std::int64_t version = 0;  // that it became; 0: none
    Time at;
    std::optional<Time> decided_at;
};

store::Migration review_tables();

std::optional<Review> find_review(store::OrgReader reader, std::uint64_t id);
// Newest first, without documents; `state` empty: all.
std::vector<Review> list_reviews(store::OrgReader reader, std::string_view flow, std::string_view state,
                                 std::int64_t limit = 200);
// {id, flow, author, author_name, note, base_version, state, decided_by, decided_by_name, decided_note, at, decided_at,
// version}, and the document if it is there.
Value show(store::OrgReader reader, const Review& review);

struct NewReview {
    std::string flow;
    std::string note;
    std::int64_t base_version = 0;
    std::string document;
};
// By who does the work. "review.open" when he has asked already and nobody has decided.
Result<Review> ask_for_review(const Work& work, const NewReview& wanted);

// Each once: "review.decided" when somebody has. By the author himself: "review.own". `version` is what its document
// was published as, in this transaction.
Result<Review> approve_review(const Work& work, std::uint64_t id, const std::string& note, std::int64_t version);
Result<Review> reject_review(const Work& work, std::uint64_t id, const std::string& note);
// By nobody but its author: "review.not_yours".
Result<Review> withdraw_review(const Work& work, std::uint64_t id);

}  // namespace millrace::desk
