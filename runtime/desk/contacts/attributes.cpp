#include "runtime/desk/contacts/attributes.hpp"

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/conversations/conversation_effects.hpp"
#include "runtime/desk/conversations/transitions.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t attribute_bytes_max = 4096;

Status malformed_attribute(std::string_view name, std::string what) {
    return Error{"contact.attribute_malformed",
                 "expected " + std::move(what) + " as the attribute '" + std::string(name) + "'"};
}

// A column of the contact's own row.
Status set_own(store::Transaction& tx, OrgId org, ContactId contact, std::string_view name, const Value& value) {
    if (!value.is_string() && !value.is_nil()) {
        return malformed_attribute(name, "a text but found " + json::dump(value));
    }
    const std::string_view text = value.is_string() ? trim(value.as_string()) : std::string_view();
    const bool is_name = name == "name";
    if (Status sound = check_contact(is_name ? text : std::string_view(), is_name ? std::string_view() : text);
        !sound) {
        return sound.error();
    }
    tx.run(is_name ? "UPDATE contact SET name = $text WHERE org = $org AND id = $id"
                   : "UPDATE contact SET email = $text WHERE org = $org AND id = $id",
           {{"text", text}, {"org", org}, {"id", contact}});
    return {};
}

}  // namespace

store::Migration contact_attribute_tables() {
    return {
        .number = 1700,
        .name = "contact_attributes",
        .statements = {"CREATE TABLE contact_attribute(org {id} NOT NULL, contact {id} NOT NULL, name {text} NOT NULL,"
                       " value {text} NOT NULL, at {time} NOT NULL, PRIMARY KEY(org, contact, name)) {clustered}"}};
}

Value attributes_of(store::OrgReader reader, ContactId contact) {
    Map attributes;
    for (const store::Row row :
         reader.query("SELECT name, value FROM contact_attribute WHERE org = $org AND contact = $contact",
                      {{"contact", contact}})) {
        if (Result<Value> value = json::parse(row.text("value")); value) {
            attributes.set(String(row.text("name")), std::move(*value));
        }
    }
    return attributes;
}

Status update_contact(store::Transaction& tx, OrgId org, ContactId contact, const Map& attributes) {
    for (const auto& [name, value] : attributes) {
        if (name.view() == "name" || name.view() == "email") {
            if (Status set = set_own(tx, org, contact, name.view(), value); !set) {
                return set;
            }
            continue;
        }
        if (!is_key(name.view())) {
            return malformed_attribute(name.view(), "a name of lower-case letters, digits and _");
        }
        const std::string json = json::dump(value);
        if (json.size() > attribute_bytes_max) {
            return malformed_attribute(name.view(), "at most " + std::to_string(attribute_bytes_max) + " bytes");
        }
        if (value.is_nil()) {
            tx.run("DELETE FROM contact_attribute WHERE org = $org AND contact = $contact AND name = $name",
                   {{"org", org}, {"contact", contact}, {"name", name.view()}});
            continue;
        }
        tx.run(
            "INSERT INTO contact_attribute(org, contact, name, value, at) VALUES($org, $contact, $name, $value, $now)"
            " ON CONFLICT(org, contact, name) DO UPDATE SET value = $value, at = $now",
            {{"org", org}, {"contact", contact}, {"name", name.view()}, {"value", json}, {"now", tx.now()}});
    }
    return {};
}

void add_contact_effects(drive::LocalEffects& effects, Feed& feed) {
    add_effect(effects, feed, UpdateContact::name,
               [](const Work& work, const drive::LocalEffect& effect,
                  const Conversation& conversation) -> Result<std::optional<Signal>> {
                   const UpdateContact wanted = from_value<UpdateContact>(effect.payload);
                   const Map attributes = wanted.attributes.is_map() ? wanted.attributes.as_map() : Map{};
                   if (Status updated = update_contact(work.tx, work.org, conversation.contact, attributes); !updated) {
                       return updated.error();
                   }
                   work.publish(event::conversation_changed, staff_topics(conversation),
                                Map{{"conversation_id", to_text(conversation.id)}, {"field", "contact"}});
                   return std::optional<Signal>();
               });
}

}  // namespace millrace::desk
