#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

store::Migration session_tables();

// One row a token that was given to a person; its id is in the token. Visitors' tokens have none.
void open_session(store::Transaction& tx, OrgId org, std::string_view id, std::string_view user, Time expires);
// Log-out. False when it was over already.
bool revoke_session(store::Transaction& tx, OrgId org, std::string_view id);
void revoke_sessions_of(store::Transaction& tx, OrgId org, std::string_view user);
// All but this one.
void revoke_other_sessions(store::Transaction& tx, OrgId org, std::string_view user, std::string_view session);

struct OpenSession {
    std::string id;
    Time created;
    Time expires;
};
// Newest first.
std::vector<OpenSession> sessions_of(store::OrgReader reader, std::string_view user, Time now);
// Whose it is; empty: nobody's, or over.
std::string user_of_session(store::OrgReader reader, std::string_view id);

// Given, not revoked, not expired, and its user still active.
bool is_open(store::OrgReader reader, std::string_view id, Time now);

}  // namespace millrace::desk
