#pragma once

#include "tests/power_loss/disk.hpp"

namespace millrace::power_loss {

// Puts the disk below everything that SQLite and the store do in its folder: a VFS over the system's own, which becomes
// the default, and the process's own fsync, with which folders are synced. One disk at a time; null takes it away.
void mount(Disk* disk);
// What SQLite takes for chance (the marks by which it tells one log from the next) follows from this.
void seed_database(std::uint64_t seed);

// A disk that fails in other ways. Counts and switches live as long as the process, and are read by all its threads.
struct Faults {
    std::atomic<bool> full_but_for_log{false};        // the log has room still, the database has none
    std::atomic<bool> full{false};                    // nothing can be written
    std::atomic<int> syncs_until_failure{-1};         // 0: the next sync fails, and so on; below 0 none does
    std::atomic<int>* calls_after_failure = nullptr;  // writes, truncates and syncs that came after the failed sync
};
Faults& faults();

}  // namespace millrace::power_loss
