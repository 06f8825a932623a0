#pragma once

#include "engine/base/result.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/postgres/connection.hpp"

namespace millrace::store::postgres {

// The tables that a lease needs, and refuses what a newer program wrote ("store.newer").
Status prepare(Connection& connection, const MigrationList& migrations);

// Brings the store up to the list, each migration in a transaction of its own, with its note in the same one: cut off
// at any statement, it has not happened. For whoever holds the lease.
// How many are missing; "store.newer" if one is there that we do not know.
Result<std::size_t> pending_migrations(Connection& connection, const MigrationList& migrations);
// In the name of that process, whose row is locked meanwhile: so long as that takes, nobody throws it out.
Status migrate(Connection& connection, const MigrationList& migrations, const std::string& owner);

}  // namespace millrace::store::postgres
