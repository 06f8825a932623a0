#pragma once

#include "runtime/store/migration.hpp"

namespace millrace::store {

// The tables of the engine itself: migrations 1 to 99 are its own.
Migration engine_tables();

}  // namespace millrace::store
