#include "runtime/store/sqlite/checkpoints.hpp"

#include <sqlite3.h>

#include "engine/base/fault.hpp"

namespace millrace::store::sqlite {

Checkpoints::Checkpoints(Connection& connection, ReaderPool& readers, Limits limits)
    : connection_(connection), readers_(readers), limits_(limits) {
    sqlite3_wal_autocheckpoint(connection.handle(), 0);
    sqlite3_wal_hook(connection.handle(), &Checkpoints::on_log_grown, this);
}

int Checkpoints::on_log_grown(void* self, sqlite3*, const char*, int frames) {
    auto& checkpoints = *static_cast<Checkpoints*>(self);
    const auto now = static_cast<std::uint64_t>(frames);
    if (now < checkpoints.frames_) {  // it began anew
        checkpoints.copied_ = 0;
        checkpoints.wait_at_ = checkpoints.limits_.frames_always;
    }
    checkpoints.frames_ = now;
    return SQLITE_OK;
}

void Checkpoints::between_batches(bool queue_empty) {
    if (frames_ == copied_) {
        return;
    }
    if (frames_ >= wait_at_) {
        // Without readers everything can be copied, and the next commit begins the log anew.
        ++waits_;
        const bool alone = readers_.hold_back(limits_.patience);
        struct Release {
            ReaderPool& readers;
            ~Release() { readers.release(); }
        } release{readers_};
        fail_point("store.checkpoint.readers_held_back");
        checkpoint();
        if (!alone || copied_ < frames_) {
            // Somebody sits on an old snapshot, perhaps in another process: do not make everybody wait each time.
            wait_at_ = frames_ + limits_.frames_when_idle;
        }
    } else if (queue_empty && frames_ - copied_ >= limits_.frames_when_idle) {
        checkpoint();
    }
}

void Checkpoints::checkpoint() {
    int in_log = 0;
    int copied = 0;
    fail_point("store.checkpoint.begun");
    const int code =
        sqlite3_wal_checkpoint_v2(connection_.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
    fail_point("store.checkpoint.done");
    if ((code & 0xff) == SQLITE_FULL) {
        return;  // the log keeps everything; commits will say that the disk is full
    }
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
        raise_error(connection_.handle(), "checkpoint");
    }
    ++count_;
    if (copied >= 0) {
        copied_ = static_cast<std::uint64_t>(copied);
    }
}

}  // namespace millrace::store::sqlite
