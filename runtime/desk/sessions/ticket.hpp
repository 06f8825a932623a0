#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// What stands in the address of a WebSocket instead of a token: good once, for a moment, for this session. An address
// is written down in more places than one thinks of. Only its SHA-256 is kept.
constexpr Duration ticket_life = seconds(30);

store::Migration ticket_tables();

struct Ticket {
    OrgId org;
    std::string session;
    std::string user;
};
void add_ticket(store::Transaction& tx, std::string_view digest, const Ticket& ticket);
// Whose it was; from now on nobody's. Nothing: used, over, or never given.
std::optional<Ticket> use_ticket(store::Transaction& tx, std::string_view digest);

}  // namespace millrace::desk
