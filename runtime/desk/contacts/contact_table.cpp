#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"
#include "runtime/desk/contacts/contact.hpp"

namespace millrace::desk {

store::Migration contact_tables() {
    return {.number = 700,
            .name = "contacts",
            .statements = {"CREATE TABLE contact(id {id} PRIMARY KEY, org {id} NOT NULL, name {text} NOT NULL,"
                           " email {text} NOT NULL, created {time} NOT NULL)"},
            .ids = {"contact.id"}};
}

Status check_contact(std::string_view name, std::string_view email) {
    if (utf8_length(name) > 200) {
        return Error{"contact.name_too_long", "expected at most 200 characters but the name has more", "/name"};
    }
    if (email.size() > 255 || (!email.empty() && email.find('@') == std::string_view::npos)) {
        return Error{"contact.email_malformed", "expected an e-mail address but it is none", "/email"};
    }
    return {};
}

Result<ContactId> add_contact(store::Transaction& tx, OrgId org, std::string_view name, std::string_view email) {
    if (Status sound = check_contact(name, email); !sound) {
        return sound.error();
    }
    // Its conversations follow it into its shard.
    const ContactId id = tx.new_id<ContactId>(static_cast<int>(mix(tx.new_id(0)) % shard_count));
    tx.run("INSERT INTO contact(id, org, name, email, created) VALUES($id, $org, $name, $email, $now)",
           {{"id", id}, {"org", org}, {"name", name}, {"email", email}, {"now", tx.now()}});
    return id;
}

std::optional<Contact> find_contact(store::OrgReader reader, ContactId id) {
    const auto row =
        reader.one("SELECT id, name, email, created FROM contact WHERE org = $org AND id = $id", {{"id", id}});
    if (!row) {
        return std::nullopt;
    }
    return Contact{row->id<ContactTag>("id"), row->get<std::string>("name"), row->get<std::string>("email"),
                   row->time("created")};
}

Value show(const Contact& contact) {
    return Map{{"name", contact.name.empty() ? Value() : Value(contact.name)},
               {"email", contact.email.empty() ? Value() : Value(contact.email)}};
}

}  // namespace millrace::desk
