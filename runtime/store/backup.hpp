#pragma once

#include <cstdint>
#include <string>

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"

// Copies of a store in a file, and back. See Store::backup for the one that a process makes of its own store.
namespace millrace::store {

// A copy of the store in the folder, of one moment, whether a process serves it meanwhile or not: read like any reader
// does, so its commits go on; only its log grows while the copying lasts. `path` must not exist, and has its name only
// when it is complete and durable. "store.none", "store.backup_failed".
Status copy_store(const std::string& directory, const std::string& path);

// Reads all of a backup and says what is wrong with it. "store.damaged".
Status check_backup(const std::string& path);

struct Restored {
    std::uint64_t epoch = 0;            // the next start counts on from it
    std::uint64_t outcome_unknown = 0;  // effects that may have left since the backup was made
};

// Makes a store of a backup, in a folder that has none. What the lost store did after the backup is not known, so
// - every effect that was on its way is marked: it is never sent again, and whoever asked hears `outcome_unknown`;
// - epochs, and all that is counted, go on far above anything that the lost store can have given out.
// "store.exists", "store.locked", "store.damaged", "store.unusable".
Result<Restored> restore_store(const std::string& backup, const std::string& directory, Time now);

}  // namespace millrace::store
