#pragma once

#include <optional>
#include <string>

#include "engine/value/fields.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/drive/local_effects.hpp"
#include "runtime/store/migration.hpp"

namespace millrace::desk {

store::Migration rating_tables();

struct Rating {
    std::string agent;  // users.id; empty: no person had it
    std::string queue;
    std::int64_t score = 0;
    std::int64_t best = 5;
    std::string comment;
    Time at;
};
std::optional<Rating> find_rating(store::OrgReader reader, ConversationId conversation);

// {items: [{userId, name, ratings, mean}]} since a time: of those of his teams, or of all. `mean` is of 1: the share of
// the best possible, so that scales of different length can be compared.
Value show_ratings(store::OrgReader reader, const Viewer& viewer, Time since);

// conversation.rate.
void add_rating_effects(drive::LocalEffects& effects, Feed& feed);

}  // namespace millrace::desk
