#include "runtime/store/sqlite/data_directory.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace millrace::store::sqlite {
namespace {

Error unusable(const std::string& path, std::string_view why) {
    return {"store.unusable", fmt::format("expected a usable data directory, but {}: {}", path, why)};
}

bool on_network(const std::string& path) {
    struct statfs fs {};
    if (statfs(path.c_str(), &fs) != 0) {
        return false;
    }
    constexpr unsigned cifs = 0xff534d42;
    constexpr unsigned smb2 = 0xfe534d42;
    const auto type = static_cast<unsigned>(fs.f_type);
    return type == NFS_SUPER_MAGIC || type == SMB_SUPER_MAGIC || type == cifs || type == smb2;
}

std::string holder_of(int lock) {
    char pid[24] = {};
    const auto size = pread(lock, pid, sizeof pid - 1, 0);
    return size > 0 ? fmt::format("process {}", std::string_view(pid, static_cast<std::size_t>(size)))
                    : "another process";
}

// Makes the folder and those above it if need be, so that all of their names outlive a power cut: a synced file in a
// folder whose own name was never synced is lost with it.
Status make_folder(const std::string& path) {
    std::error_code failure;
    auto folder = std::filesystem::absolute(path, failure).lexically_normal();
    if (!folder.has_filename()) {
        folder = folder.parent_path();
    }
    if (std::filesystem::exists(folder, failure)) {
        // Perhaps made a moment ago, by a process that died before this. Whoever may not read the folder above did not
        // make this one.
        static_cast<void>(sync_directory_of(folder));
        return {};
    }
    std::vector<std::filesystem::path> made;
    for (auto above = folder; above.has_relative_path() && !std::filesystem::exists(above, failure);
         above = above.parent_path()) {
        made.push_back(above);
    }
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return unusable(path, failure.message());
    }
    chmod(folder.c_str(), 0700);  // conversations are nobody else's business
    for (const auto& name : made) {
        if (auto synced = sync_directory_of(name); !synced) {
            return synced;
        }
    }
    return {};
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const std::string& path) {
    if (auto made = make_folder(path); !made) {
        return made.error();
    }
    if (on_network(path)) {
        return unusable(path, "it lies on a network file system, where locks and syncs cannot be relied on");
    }
    const auto name = path + "/millrace.lock";
    const int lock = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) {
        return unusable(path, std::strerror(errno));
    }
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        Error locked{"store.locked",
                     fmt::format("expected to be the only process that works in {}, but {} has it open; "
                                 "stop that one, or choose another folder with --data",
                                 path, holder_of(lock))};
        ::close(lock);
        return locked;
    }
    const auto pid = fmt::format("{}", getpid());
    if (ftruncate(lock, 0) != 0 || pwrite(lock, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        const auto why = std::strerror(errno);
        ::close(lock);
        return unusable(path, why);
    }
    return DataDirectory(path, lock);
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDirectory::~DataDirectory() {
    if (lock_ >= 0) {
        ::close(lock_);  // the lock goes with it
    }
}

Status DataDirectory::sync() const {
    return sync_directory_of(database());
}

Status sync_directory_of(const std::string& path) {
    auto parent = std::filesystem::path(path).parent_path();
    if (parent.empty()) {
        parent = ".";
    }
    const int directory = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0 || fsync(directory) != 0) {
        const auto why = std::strerror(errno);
        if (directory >= 0) {
            ::close(directory);
        }
        return unusable(parent, why);
    }
    ::close(directory);
    return {};
}

}  // namespace millrace::store::sqlite
