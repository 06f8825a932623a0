#include "runtime/store/sqlite/backup.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "runtime/store/sqlite/data_directory.hpp"

namespace millrace::store::sqlite {
namespace {

constexpr int pages_a_slice = 512;  // 2 MiB: a few milliseconds

Error failed(const std::string& path, std::string_view why) {
    return {"store.backup_failed", fmt::format("expected to write a backup to {}, but {}", path, why)};
}

}  // namespace

Backup::Backup(Connection& source, std::string path) : path_(std::move(path)), part_(path_ + ".part") {
    if (access(path_.c_str(), F_OK) == 0) {
        outcome_ = failed(path_, "it exists already");
        return;
    }
    unlink(part_.c_str());
    try {
        copy_.emplace(part_, Connection::Mode::write);
    } catch (const SqlError& error) {
        outcome_ = failed(path_, error.what());
        return;
    }
    backup_ = sqlite3_backup_init(copy_->handle(), "main", source.handle(), "main");
    if (backup_ == nullptr) {
        outcome_ = failed(path_, sqlite3_errmsg(copy_->handle()));
    }
}

Backup::~Backup() {
    if (backup_ != nullptr) {
        sqlite3_backup_finish(backup_);
        copy_.reset();
        unlink(part_.c_str());
    }
}

bool Backup::step() {
    if (backup_ == nullptr) {
        return true;
    }
    const int code = sqlite3_backup_step(backup_, pages_a_slice);
    if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        return false;
    }
    finish(code);
    return true;
}

void Backup::finish(int code) {
    const int end = sqlite3_backup_finish(backup_);
    backup_ = nullptr;
    if (code != SQLITE_DONE || end != SQLITE_OK) {
        outcome_ = failed(path_, sqlite3_errstr(code != SQLITE_DONE ? code : end));
    }
    if (outcome_) {
        try {
            // One file that is whole by itself, without a log beside it; and synced.
            copy_->execute("PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE");
        } catch (const SqlError& error) {
            outcome_ = failed(path_, error.what());
        }
    }
    copy_.reset();
    if (!outcome_) {
        unlink(part_.c_str());
        return;
    }
    if (rename(part_.c_str(), path_.c_str()) != 0) {
        outcome_ = failed(path_, std::strerror(errno));
        return;
    }
    outcome_ = sync_directory_of(path_);
}

}  // namespace millrace::store::sqlite
