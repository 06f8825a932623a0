#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// The org's own fields: what people may write down about a conversation or a contact, and what it must look like. Flows
// set fields of a conversation whether they are defined or not.
namespace millrace::desk {

enum class FieldOf : std::uint8_t { conversation, contact };
std::vector<Choice> choices_of(FieldOf);
enum class CustomKind : std::uint8_t { text, number, boolean, date, choice };
std::vector<Choice> choices_of(CustomKind);

struct FieldDefinition {
    std::string key;
    std::string title;
    FieldOf on = FieldOf::conversation;
    CustomKind kind = CustomKind::text;
    std::vector<std::string> choices;
    bool required_on_close = false;  // of a conversation: a person does not close it before
};
void describe(Fields<FieldDefinition>& fields);

store::Migration field_tables();

std::vector<FieldDefinition> field_definitions(store::OrgReader reader);
// {items: [{key, title, on, kind, choices?, required_on_close}]}
Value show_field_definitions(store::OrgReader reader);
// In place of all there were; values that are there already stay. "field.key_malformed", "field.title_missing",
// "field.exists", "field.choices_missing", "field.not_required", "field.too_many".
Result<Value> define_fields(const Work& work, const std::vector<FieldDefinition>& definitions);

// Each is defined, and nil or of its kind. "field.unknown", "field.invalid", "field.none_given".
Status check_values(store::OrgReader reader, FieldOf on, const Map& values);
// Titles of what is required before it is closed and has no value.
std::vector<std::string> missing_fields(store::OrgReader reader, ConversationId conversation);

}  // namespace millrace::desk
