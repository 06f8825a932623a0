#include "runtime/desk/fields/field.hpp"

#include <algorithm>
#include <set>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t definitions_max = 100;
constexpr std::size_t text_characters_max = 1'000;

// 2026-02-28
bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    int parts[3] = {0, 0, 0};
    constexpr std::size_t at[3] = {0, 5, 8};
    constexpr std::size_t digits[3] = {4, 2, 2};
    for (std::size_t part = 0; part < 3; ++part) {
        for (const char c : text.substr(at[part], digits[part])) {
            if (c < '0' || c > '9') {
                return false;
            }
            parts[part] = parts[part] * 10 + (c - '0');
        }
    }
    const auto [year, month, day] = parts;
    constexpr int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

// What a value of this field looks like; empty when it fits.
std::string misfit(const FieldDefinition& field, const Value& value) {
    switch (field.kind) {
        case CustomKind::text:
            return value.is_string() && utf8_length(value.as_string()) <= text_characters_max
                       ? ""
                       : "text of at most 1000 characters";
        case CustomKind::number:
            return value.is_number() ? "" : "a number";
        case CustomKind::boolean:
            return value.is_bool() ? "" : "true or false";
        case CustomKind::date:
            return value.is_string() && is_date(value.as_string()) ? "" : "a date such as 2026-02-28";
        case CustomKind::choice:
            break;
    }
    std::string names;
    for (const std::string& choice : field.choices) {
        if (value.is_string() && value.as_string() == choice) {
            return "";
        }
        names += (names.empty() ? "" : ", ") + choice;
    }
    return "one of " + names;
}

Status check_definition(const FieldDefinition& field, const std::string& pointer) {
    if (!is_key(field.key)) {
        return Error{"field.key_malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + field.key + "'",
                     pointer + "/key"};
    }
    if (trim(field.title).empty() || utf8_length(field.title) > 100) {
        return Error{"field.title_missing", "expected a title of 1 to 100 characters for '" + field.key + "'",
                     pointer + "/title"};
    }
    const bool has_choices = !field.choices.empty();
    if ((field.kind == CustomKind::choice) != has_choices) {
        return Error{"field.choices_missing",
                     has_choices ? "expected choices only of a field of kind choice but '" + field.key + "' has some"
                                 : "expected at least one choice for '" + field.key + "' but there is none",
                     pointer + "/choices"};
    }
    if (field.required_on_close && field.on == FieldOf::contact) {
        return Error{"field.not_required", "expected only fields of a conversation to be required when it is closed",
                     pointer + "/required_on_close"};
    }
    return {};
}

}  // namespace

std::vector<Choice> choices_of(FieldOf) {
    return {{"conversation", "Conversation"}, {"contact", "Contact"}};
}
std::vector<Choice> choices_of(CustomKind) {
    return {{"text", "Text"}, {"number", "Number"}, {"boolean", "Yes or no"}, {"date", "Date"}, {"choice", "Choice"}};
}

void describe(Fields<FieldDefinition>& fields) {
    fields.add("key", &FieldDefinition::key).required();
    fields.add("title", &FieldDefinition::title).required();
    fields.add("on", &FieldDefinition::on).help("What it is about.");
    fields.add("kind", &FieldDefinition::kind);
    fields.add("choices", &FieldDefinition::choices).help("Of a choice.");
    fields.add("required_on_close", &FieldDefinition::required_on_close)
        .help("People do not close a conversation before it is filled in.");
}

store::Migration field_tables() {
    return {
        .number = 1830,
        .name = "fields",
        .statements = {"CREATE TABLE field_definition(org {id} NOT NULL, subject {int} NOT NULL, name {text} NOT NULL,"
                       " title {text} NOT NULL, kind {int} NOT NULL, choices {text} NOT NULL,"
                       " required_on_close {bool} NOT NULL, place {int} NOT NULL, PRIMARY KEY(org, subject, name))"}};
}

std::vector<FieldDefinition> field_definitions(store::OrgReader reader) {
    std::vector<FieldDefinition> definitions;
    for (const store::Row row : reader.query("SELECT subject, name, title, kind, choices, required_on_close"
                                             " FROM field_definition WHERE org = $org ORDER BY place")) {
        FieldDefinition field;
        field.key = row.text("name");
        field.title = row.text("title");
        field.on = row.get<FieldOf>("subject");
        field.kind = row.get<CustomKind>("kind");
        field.required_on_close = row.flag("required_on_close");
        if (const Result<Value> choices = json::parse(row.text("choices")); choices && choices->is_list()) {
            for (const Value& choice : choices->as_list()) {
                field.choices.emplace_back(choice.as_string());
            }
        }
        definitions.push_back(std::move(field));
    }
    return definitions;
}

Value show_field_definitions(store::OrgReader reader) {
    List items;
    for (const FieldDefinition& field : field_definitions(reader)) {
        items.push(to_value(field));
    }
    return Map{{"items", std::move(items)}};
}

Result<Value> define_fields(const Work& work, const std::vector<FieldDefinition>& definitions) {
    if (definitions.size() > definitions_max) {
        return Error{"field.too_many",
                     "expected at most 100 fields but there are " + std::to_string(definitions.size()), "/fields"};
    }
    std::set<std::pair<FieldOf, std::string>> keys;
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        const std::string pointer = "/fields/" + std::to_string(i);
        if (Status sound = check_definition(definitions[i], pointer); !sound) {
            return sound.error();
        }
        if (!keys.emplace(definitions[i].on, definitions[i].key).second) {
            return Error{"field.exists", "expected each key once but '" + definitions[i].key + "' is there twice",
                         pointer + "/key"};
        }
    }
    const Value before = show_field_definitions(work.reader());
    work.tx.run("DELETE FROM field_definition WHERE org = $org", {{"org", work.org}});
    std::int64_t place = 0;
    for (const FieldDefinition& field : definitions) {
        List choices;
        for (const std::string& choice : field.choices) {
            choices.push(choice);
        }
        const std::string choices_json = json::dump(choices);
        work.tx.run(
            "INSERT INTO field_definition(org, subject, name, title, kind, choices, required_on_close, place)"
            " VALUES($org, $subject, $name, $title, $kind, $choices, $required, $place)",
            {{"org", work.org},
             {"subject", field.on},
             {"name", field.key},
             {"title", field.title},
             {"kind", field.kind},
             {"choices", choices_json},
             {"required", field.required_on_close},
             {"place", ++place}});
    }
    Value after = show_field_definitions(work.reader());
    record(work, "fields.changed", "fields", before, after);
    return after;
}

Status check_values(store::OrgReader reader, FieldOf on, const Map& values) {
    if (values.empty()) {
        return Error{"field.none_given", "expected a field with its value but there is none", "/values"};
    }
    const std::vector<FieldDefinition> definitions = field_definitions(reader);
    for (const auto& [name, value] : values) {
        const std::string pointer = "/values/" + std::string(name.view());
        const auto field = std::find_if(definitions.begin(), definitions.end(), [&](const FieldDefinition& each) {
            return each.on == on && each.key == name.view();
        });
        if (field == definitions.end()) {
            return Error{"field.unknown",
                         "expected a field that is defined but there is no '" + std::string(name.view()) + "'",
                         pointer};
        }
        const std::string wanted = value.is_nil() ? std::string() : misfit(*field, value);
        if (!wanted.empty()) {
            return Error{"field.invalid",
                         "expected " + wanted + " for " + field->title + " but found " + json::dump(value), pointer};
        }
    }
    return {};
}

std::vector<std::string> missing_fields(store::OrgReader reader, ConversationId conversation) {
    std::vector<std::string> missing;
    if (!reader.settled_one("SELECT name FROM field_definition WHERE org = $org AND subject = $subject"
                            " AND required_on_close = 1 LIMIT 1",
                            {{"subject", FieldOf::conversation}})) {
        return missing;
    }
    for (const store::Row row : reader.query(
             "SELECT d.title AS title FROM field_definition d WHERE d.org = $org AND d.subject = $subject"
             " AND d.required_on_close = 1 AND NOT EXISTS(SELECT 1 FROM conversation_field v WHERE v.org = $org"
             " AND v.conversation = $conversation AND v.name = d.name AND v.value NOT IN ('null', '\"\"'))"
             " ORDER BY d.place",
             {{"subject", FieldOf::conversation}, {"conversation", conversation}})) {
        missing.push_back(row.get<std::string>("title"));
    }
    return missing;
}

}  // namespace millrace::desk
