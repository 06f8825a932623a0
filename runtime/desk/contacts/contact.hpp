#pragma once

#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "engine/value/value.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// Who writes or calls. What he typed about himself is unverified and never joins contacts.
struct Contact {
    ContactId id;
    std::string name;
    std::string email;
    Time created;
};

store::Migration contact_tables();

// "contact.name_too_long", "contact.email_malformed".
Status check_contact(std::string_view name, std::string_view email);
// The same errors.
Result<ContactId> add_contact(store::Transaction& tx, OrgId org, std::string_view name, std::string_view email);
std::optional<Contact> find_contact(store::OrgReader reader, ContactId id);
// {name, email}; nil for what is not known.
Value show(const Contact& contact);

}  // namespace millrace::desk
