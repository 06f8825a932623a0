#pragma once

#include "runtime/store/migration.hpp"

namespace millrace::store {

// Migration 2: what one batch writes, as one function in the database (PostgreSQL alone).
Migration write_function();

}  // namespace millrace::store
