#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// A link by which somebody chooses a password: sent by mail, good once and for a while. Only its SHA-256 is kept, so
// who reads the store cannot use one.
namespace millrace::desk {

constexpr Duration reset_link_life = hours(1);
constexpr Duration invitation_life = hours(72);

store::Migration password_link_tables();

struct PasswordLink {
    OrgId org;
    std::string user;
    Time expires;
};

// Links of before stay good, each in its time: the mail that comes late may be the first.
void add_password_link(store::Transaction& tx, std::string_view digest, const PasswordLink& link);
// Not used and not over; of whatever org, since the link is all that is known.
std::optional<PasswordLink> find_password_link(store::Session& session, std::string_view digest, Time now);
void drop_password_links(store::Transaction& tx, OrgId org, std::string_view user);

Error link_invalid();  // "password.link_invalid"

}  // namespace millrace::desk
