#pragma once

#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/drive/local_effects.hpp"

namespace millrace::desk {

// What is known of a contact beside his name and address: unverified, and it never joins contacts.
store::Migration contact_attribute_tables();

Value attributes_of(store::OrgReader reader, ContactId contact);
// `name` and `email` are the contact's own, every other name is kept beside them; nil takes one away. Errors:
// "contact.attribute_malformed", "contact.name_too_long", "contact.email_malformed".
Status update_contact(store::Transaction& tx, OrgId org, ContactId contact, const Map& attributes);

// contact.update.
void add_contact_effects(drive::LocalEffects& effects, Feed& feed);

}  // namespace millrace::desk
