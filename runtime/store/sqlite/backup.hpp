#pragma once

#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "runtime/store/sqlite/connection.hpp"

struct sqlite3_backup;

namespace millrace::store::sqlite {

// Copies the store page by page through the writing connection, so that what is written meanwhile reaches the copy too.
class Backup {
public:
    Backup(Connection& source, std::string path);
    ~Backup();

    bool step();  // one slice, between two batches; true when it is over
    const Status& outcome() const { return outcome_; }

private:
    void finish(int code);

    const std::string path_;
    const std::string part_;  // what is not complete never has the name that was asked for
    std::optional<Connection> copy_;
    sqlite3_backup* backup_ = nullptr;
    Status outcome_;
};

}  // namespace millrace::store::sqlite
