#pragma once

#include <atomic>

#include "runtime/store/sqlite/connection.hpp"
#include "runtime/store/sqlite/readers.hpp"

namespace millrace::store::sqlite {

// When the write-ahead log is copied into the database. Only here, only by the writing connection, only PASSIVE: SQLite
// before 3.51.3 can lose a log that one connection restarts while another commits.
class Checkpoints {
public:
    struct Limits {
        std::uint64_t frames_when_idle;  // worth the copying while nobody waits
        std::uint64_t frames_always;     // even when it makes others wait
        std::chrono::milliseconds patience;
    };
    Checkpoints(Connection& connection, ReaderPool& readers, Limits limits);

    void between_batches(bool queue_empty);

    std::uint64_t frames() const { return frames_; }
    std::uint64_t count() const { return count_; }
    std::uint64_t waits() const { return waits_; }

private:
    static int on_log_grown(void* self, sqlite3*, const char*, int frames);
    void checkpoint();

    Connection& connection_;
    ReaderPool& readers_;
    const Limits limits_;
    std::atomic<std::uint64_t> frames_{0};  // in the log
    std::uint64_t copied_ = 0;              // of these, in the database already
    std::uint64_t wait_at_ = limits_.frames_always;
    std::atomic<std::uint64_t> count_{0};
    std::atomic<std::uint64_t> waits_{0};
};

}  // namespace millrace::store::sqlite
