#include "tests/power_loss/vfs.hpp"

#include <cerrno>
#include <climits>
#include <cstring>
#include <new>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/base/assert.hpp"

namespace millrace::power_loss {
namespace {

Disk* mounted = nullptr;
sqlite3_vfs* below = nullptr;
bool failed = false;
std::mt19937_64 dice;

// The system's file lies behind ours in the same memory, as SQLite hands it out.
struct Handle {
    sqlite3_file base;
    FilePtr* file;  // null: not on the disk that is mounted
    bool log;
    bool names_with_sync;  // the system's VFS syncs the folder with the first sync of a log or journal
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
Handle& handle(sqlite3_file* file) {
    return *reinterpret_cast<Handle*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
    return handle(file).real();
}
bool dead(sqlite3_file* file) {
    return handle(file).file != nullptr && mounted != nullptr && !mounted->on();
}
File* on_disk(sqlite3_file* file) {
    return mounted != nullptr && handle(file).file != nullptr ? handle(file).file->get() : nullptr;
}

void count_after_failure() {
    if (failed && faults().calls_after_failure != nullptr) {
        ++*faults().calls_after_failure;
    }
}

int close_file(sqlite3_file* file) {
    delete handle(file).file;
    handle(file).file = nullptr;
    return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    return dead(file) ? SQLITE_IOERR_READ : real(file)->pMethods->xRead(real(file), to, size, at);
}
int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    count_after_failure();
    if (faults().full || (faults().full_but_for_log && !handle(file).log)) {
        return SQLITE_FULL;
    }
    if (File* there = on_disk(file); there != nullptr && !mounted->write(*there, at, bytes, size)) {
        return SQLITE_IOERR_WRITE;
    }
    return real(file)->pMethods->xWrite(real(file), bytes, size, at);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    count_after_failure();
    if (File* there = on_disk(file); there != nullptr && !mounted->truncate(*there, size)) {
        return SQLITE_IOERR_TRUNCATE;
    }
    return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
    count_after_failure();
    if (faults().syncs_until_failure >= 0 && faults().syncs_until_failure-- == 0) {
        failed = true;
        return SQLITE_IOERR_FSYNC;
    }
    if (File* there = on_disk(file); there != nullptr) {
        if (!mounted->sync(*there)) {
            return SQLITE_IOERR_FSYNC;
        }
        if (std::exchange(handle(file).names_with_sync, false) && !mounted->sync_folder(mounted->folder())) {
            return SQLITE_IOERR_DIR_FSYNC;
        }
    }
    // What the real file system does with its own cache proves nothing here and costs time.
    return on_disk(file) != nullptr ? SQLITE_OK : real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return dead(file) ? SQLITE_IOERR_FSTAT : real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int check_lock(sqlite3_file* file, int* held) {
    return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int control_file(sqlite3_file* file, int code, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), code, argument);
}
int sector_size(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, at);
}
int lock_shared(sqlite3_file* file, int offset, int n, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
void barrier_shared(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
int unmap_shared(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods methods = {
    2,           close_file,     read_file,    write_file,   truncate_file, sync_file,       file_size,
    lock_file,   unlock_file,    check_lock,   control_file, sector_size,   characteristics, map_shared,
    lock_shared, barrier_shared, unmap_shared, nullptr,      nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    Handle& opened = handle(file);
    opened = {};
    opened.log = (flags & SQLITE_OPEN_WAL) != 0;
    const bool ours = mounted != nullptr && path != nullptr && mounted->holds(path);
    if (ours) {
        const FilePtr there = mounted->open(path, (flags & SQLITE_OPEN_CREATE) != 0);
        if (there == nullptr && (!mounted->on() || (flags & SQLITE_OPEN_CREATE) != 0)) {
            return SQLITE_CANTOPEN;
        }
        constexpr int named = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
        opened.names_with_sync = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & named) != 0;
        opened.file = new FilePtr(there);
    }
    const int code = below->xOpen(below, path, opened.real(), flags, flags_out);
    if (opened.real()->pMethods == nullptr) {
        delete opened.file;
        opened.file = nullptr;
    } else {
        opened.base.pMethods = &methods;
    }
    return code;
}
int delete_file(sqlite3_vfs*, const char* path, int sync_folder) {
    if (mounted == nullptr || !mounted->holds(path)) {
        return below->xDelete(below, path, sync_folder);
    }
    if (access(path, F_OK) == 0 && !mounted->remove(path)) {
        return SQLITE_IOERR_DELETE;
    }
    const int code = below->xDelete(below, path, 0);
    return sync_folder != 0 && !mounted->sync_folder(mounted->folder()) ? SQLITE_IOERR_DIR_FSYNC : code;
}

int randomness(sqlite3_vfs*, int size, char* to) {
    for (int i = 0; i < size; ++i) {
        to[i] = static_cast<char>(dice());
    }
    return size;
}

sqlite3_vfs* our_vfs() {
    static sqlite3_vfs vfs = [] {
        sqlite3_initialize();
        below = sqlite3_vfs_find(nullptr);
        sqlite3_vfs ours = *below;
        ours.szOsFile = static_cast<int>(sizeof(Handle)) + below->szOsFile;
        ours.pNext = nullptr;
        ours.zName = "millrace-power";
        ours.xOpen = open_file;
        ours.xDelete = delete_file;
        ours.xRandomness = randomness;
        return ours;
    }();
    return &vfs;
}

}  // namespace

void mount(Disk* disk) {
    sqlite3_vfs* ours = our_vfs();
    sqlite3_vfs_register(ours, 1);
    mounted = disk;
}

void seed_database(std::uint64_t seed) {
    dice.seed(seed);
    sqlite3_randomness(0, nullptr);
}

Faults& faults() {
    static Faults all;
    return all;
}

bool sync_folder_of_disk(int descriptor) {
    char link[32];
    char path[PATH_MAX];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const auto size = readlink(link, path, sizeof path);
    return mounted == nullptr || size < 0 || mounted->sync_folder(std::string(path, static_cast<std::size_t>(size)));
}

}  // namespace millrace::power_loss

// In place of the C library's: what the store syncs by itself, without SQLite, are folders.
extern "C" int fsync(int descriptor) {
    struct stat kind {};
    if (fstat(descriptor, &kind) == 0 && S_ISDIR(kind.st_mode) &&
        !millrace::power_loss::sync_folder_of_disk(descriptor)) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(SYS_fsync, descriptor));
}
