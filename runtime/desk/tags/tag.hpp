#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// Which tags people may set. A conversation's tags themselves are words beside it (conversations/); flows set whichever
// they like, and a word that is no longer defined stays where it was set.
namespace millrace::desk {

using TagId = Id<struct TagDefinitionTag>;

struct TagDefinition {
    TagId id;
    std::string team;  // id; empty: for the whole org
    std::string name;
    std::string description;
};

store::Migration tag_tables();

// "tag.malformed": 1 to 60 characters.
Status check_tag(std::string_view name);
// As long as nothing is defined for the org or for this team, any word may be set. "tag.undefined".
Status may_be_set(store::OrgReader reader, std::string_view team, std::string_view name);

// {items: [{id, name, description, team}]}: the org's and his teams'; an admin's are all. `team` is a key or nil.
Value show_tags(store::OrgReader reader, const Viewer& viewer);

struct TagInput {
    std::string name;
    std::string description;
    std::string team;  // key; empty: for the whole org
};
// The definition. The org's are the admin's, a team's are his who leads it: "tag.not_yours"; "team.unknown" for a team
// he is not in; "tag.exists".
Result<Value> define_tag(const Work& work, const Viewer& viewer, const TagInput& input);
// What is not given stays. Conversations keep the word they were tagged with. Also "tag.unknown".
struct TagChange {
    std::optional<std::string> name;
    std::optional<std::string> description;
};
Result<Value> change_tag(const Work& work, const Viewer& viewer, TagId id, const TagChange& change);
Status remove_tag_definition(const Work& work, const Viewer& viewer, TagId id);

}  // namespace millrace::desk
