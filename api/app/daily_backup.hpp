#pragma once

#include <memory>
#include <string>

#include "engine/base/result.hpp"
#include "runtime/store/store.hpp"

namespace millrace::app {

struct DailyBackupOptions {
    std::string folder;        // empty: none are made
    std::string at = "03:00";  // UTC
    int keep = 14;             // of our own files, the newest
};

// Makes a backup each day, reads it back, and removes those beyond the number to keep. One that was missed because the
// server was down is made at its start. What goes wrong is said on standard error and tried again a while later.
class DailyBackup {
public:
    // Refuses a time that is none, and a folder that cannot be made.
    static Result<std::unique_ptr<DailyBackup>> start(store::Store& store, const DailyBackupOptions& options);
    ~DailyBackup();  // one that is being made is given up once the store is closed

private:
    class Loop;
    explicit DailyBackup(std::unique_ptr<Loop> loop);
    std::unique_ptr<Loop> loop_;
};

// When the next one is due, after `newest` (1970: there is none), if they are due daily at that time after midnight.
Time next_backup(Time now, Time newest, Duration after_midnight);
// "03:00" → 3 h.
Result<Duration> parse_time_of_day(const std::string& text);
// millrace-20260105T030000Z.db, and back; 1970 for any other name.
std::string backup_name(Time at);
Time time_of_backup(const std::string& name);

}  // namespace millrace::app
