#pragma once

#include <string>

#include "runtime/store/session.hpp"

namespace millrace::desk {

// UUIDv7 of the transaction's time. Its random part comes from a fresh id of the store, so no two are the same; nobody
// may take it for a secret.
std::string new_uuid(store::Transaction& tx);

}  // namespace millrace::desk
