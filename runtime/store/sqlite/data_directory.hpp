#pragma once

#include <string>

#include "engine/base/result.hpp"

namespace millrace::store::sqlite {

// The directory of one store, locked for this process for as long as the object lives.
class DataDirectory {
public:
    // Makes the directory if need be. "store.locked" if another process works in it, "store.unusable" if it cannot be
    // used at all (or lies on a network file system, where locks and syncs are not to be trusted).
    static Result<DataDirectory> open(const std::string& path);
    DataDirectory(DataDirectory&& other) noexcept;
    DataDirectory& operator=(DataDirectory&&) = delete;
    ~DataDirectory();

    std::string database() const { return path_ + "/millrace.db"; }
    // Makes new names in the directory durable.
    Status sync() const;

private:
    DataDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

    std::string path_;
    int lock_ = -1;
};

// Makes the names in the directory that holds `path` durable.
Status sync_directory_of(const std::string& path);

}  // namespace millrace::store::sqlite
