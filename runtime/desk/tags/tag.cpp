#include "runtime/desk/tags/tag.hpp"

#include <algorithm>
#include <vector>

#include "engine/base/text.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t shown_max = 20;

TagDefinition definition_of(const store::Row& row) {
    return {row.id<TagDefinitionTag>("id"), row.get<std::string>("team"), row.get<std::string>("name"),
            row.get<std::string>("description")};
}

std::vector<TagDefinition> definitions_of(store::OrgReader reader, std::string_view team) {
    std::vector<TagDefinition> definitions;
    for (const store::Row row : reader.query("SELECT id, team, name, description FROM tag_definition"
                                             " WHERE org = $org AND team = $team ORDER BY name",
                                             {{"team", team}})) {
        definitions.push_back(definition_of(row));
    }
    return definitions;
}

Value show_definition(store::OrgReader reader, const TagDefinition& definition) {
    const std::optional<Team> team = definition.team.empty() ? std::nullopt : find_team(reader, definition.team);
    return Map{{"id", to_text(definition.id)},
               {"name", definition.name},
               {"description", definition.description},
               {"team", team ? Value(team->key) : Value()}};
}

bool sees_definition(store::OrgReader reader, const Viewer& viewer, const TagDefinition& definition) {
    return viewer.sees_all() || definition.team.empty() || is_member(reader, definition.team, viewer.user);
}

// One that he may change.
Result<TagDefinition> own_definition(store::OrgReader reader, const Viewer& viewer, TagId id) {
    const auto row = reader.one("SELECT id, team, name, description FROM tag_definition WHERE org = $org AND id = $id",
                                {{"id", id}});
    if (!row || !sees_definition(reader, viewer, definition_of(*row))) {
        return Error{"tag.unknown", "expected a tag that is defined but there is none of this id"};
    }
    TagDefinition definition = definition_of(*row);
    if (definition.team.empty() && !viewer.sees_all()) {
        return Error{"tag.not_yours", "expected a tag of a team of yours but this is the whole org's: ask an admin"};
    }
    return definition;
}

Error name_taken(std::string_view name) {
    return {"tag.exists", "expected a new tag but '" + std::string(name) + "' is defined already", "/name"};
}

bool is_taken(store::OrgReader reader, std::string_view team, std::string_view name) {
    return reader
        .one("SELECT id FROM tag_definition WHERE org = $org AND team = $team AND name = $name",
             {{"team", team}, {"name", name}})
        .has_value();
}

}  // namespace

store::Migration tag_tables() {
    return {.number = 1820,
            .name = "tags",
            .statements = {"CREATE TABLE tag_definition(id {id} PRIMARY KEY, org {id} NOT NULL, team {text} NOT NULL,"
                           " name {text} NOT NULL, description {text} NOT NULL, created {time} NOT NULL,"
                           " UNIQUE(org, team, name))"},
            .ids = {"tag_definition.id"}};
}

Status check_tag(std::string_view name) {
    if (name.empty() || !is_utf8(name) || utf8_length(name) > 60) {
        return Error{"tag.malformed", "expected a tag of 1 to 60 characters but it is not", "/tag"};
    }
    return {};
}

Status may_be_set(store::OrgReader reader, std::string_view team, std::string_view name) {
    std::vector<TagDefinition> defined = definitions_of(reader, "");
    if (!team.empty()) {
        std::vector<TagDefinition> of_team = definitions_of(reader, team);
        std::move(of_team.begin(), of_team.end(), std::back_inserter(defined));
    }
    if (defined.empty() ||
        std::any_of(defined.begin(), defined.end(), [&](const TagDefinition& each) { return each.name == name; })) {
        return {};
    }
    std::string names;
    for (std::size_t i = 0; i < std::min(defined.size(), shown_max); ++i) {
        names += (names.empty() ? "" : ", ") + defined[i].name;
    }
    names += defined.size() > shown_max ? ", …" : "";
    return Error{"tag.undefined", "expected one of the tags " + names + " but got '" + std::string(name) + "'", "/tag"};
}

Value show_tags(store::OrgReader reader, const Viewer& viewer) {
    List items;
    const auto add = [&](std::string_view team) {
        for (const TagDefinition& definition : definitions_of(reader, team)) {
            items.push(show_definition(reader, definition));
        }
    };
    add("");
    if (viewer.sees_all()) {
        for (const store::Row row : reader.query("SELECT id FROM teams WHERE org_id = $org ORDER BY key")) {
            add(row.text("id"));
        }
    } else {
        for (const std::string& team : teams_of(reader, viewer.user)) {
            add(team);
        }
    }
    return Map{{"items", std::move(items)}};
}

Result<Value> define_tag(const Work& work, const Viewer& viewer, const TagInput& input) {
    TagDefinition definition;
    definition.name = trim(input.name);
    definition.description = trim(input.description);
    if (Status sound = check_tag(definition.name); !sound) {
        return Error{sound.error().code, sound.error().message, "/name"};
    }
    if (input.team.empty() && !viewer.sees_all()) {
        return Error{"tag.not_yours",
                     "expected a team of yours, since the whole org's tags are the admin's, but found none"};
    }
    if (!input.team.empty()) {
        const std::optional<Team> team = find_team_by_key(work.reader(), input.team);
        if (!team || (!viewer.sees_all() && !is_member(work.reader(), team->id, viewer.user))) {
            return Error{"team.unknown", "expected a team of yours but there is no '" + input.team + "'", "/team"};
        }
        definition.team = team->id;
    }
    if (is_taken(work.reader(), definition.team, definition.name)) {
        return name_taken(definition.name);
    }
    definition.id = work.tx.new_id<TagId>(0);
    work.tx.run(
        "INSERT INTO tag_definition(id, org, team, name, description, created)"
        " VALUES($id, $org, $team, $name, $description, $now)",
        {{"id", definition.id},
         {"org", work.org},
         {"team", definition.team},
         {"name", definition.name},
         {"description", definition.description},
         {"now", work.now()}});
    const Value shown = show_definition(work.reader(), definition);
    record(work, "tag.defined", "tag:" + to_text(definition.id), {}, shown);
    return shown;
}

Result<Value> change_tag(const Work& work, const Viewer& viewer, TagId id, const TagChange& change) {
    const Result<TagDefinition> before = own_definition(work.reader(), viewer, id);
    if (!before) {
        return before.error();
    }
    TagDefinition after = *before;
    after.name = trim(change.name.value_or(before->name));
    after.description = trim(change.description.value_or(before->description));
    if (Status sound = check_tag(after.name); !sound) {
        return Error{sound.error().code, sound.error().message, "/name"};
    }
    if (after.name != before->name && is_taken(work.reader(), after.team, after.name)) {
        return name_taken(after.name);
    }
    work.tx.run("UPDATE tag_definition SET name = $name, description = $description WHERE org = $org AND id = $id",
                {{"name", after.name}, {"description", after.description}, {"org", work.org}, {"id", id}});
    const Value shown = show_definition(work.reader(), after);
    record(work, "tag.changed", "tag:" + to_text(id), show_definition(work.reader(), *before), shown);
    return shown;
}

Status remove_tag_definition(const Work& work, const Viewer& viewer, TagId id) {
    const Result<TagDefinition> definition = own_definition(work.reader(), viewer, id);
    if (!definition) {
        return definition.error();
    }
    work.tx.run("DELETE FROM tag_definition WHERE org = $org AND id = $id", {{"org", work.org}, {"id", id}});
    record(work, "tag.removed", "tag:" + to_text(id), show_definition(work.reader(), *definition), {});
    return {};
}

}  // namespace millrace::desk
