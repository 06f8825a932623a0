// LD_PRELOAD=bad_disk.so BAD_DISK=folder millrace serve …: while the folder holds a file `full`, the store's files
// cannot be written for want of room; while it holds `sync`, their syncs fail.

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

bool is_bad(const char* how) {
    const char* folder = std::getenv("BAD_DISK");
    if (folder == nullptr) {
        return false;
    }
    char name[PATH_MAX];
    std::snprintf(name, sizeof name, "%s/%s", folder, how);
    return access(name, F_OK) == 0;
}

bool is_store(int descriptor) {
    char link[32];
    char path[PATH_MAX] = {};
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    return readlink(link, path, sizeof path - 1) > 0 && std::strstr(path, "/millrace.db") != nullptr;
}

}  // namespace

extern "C" ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off_t at) {
    if (is_bad("full") && is_store(descriptor)) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_pwrite64, descriptor, bytes, size, at);
}

extern "C" int fdatasync(int descriptor) {
    if (is_bad("sync") && is_store(descriptor)) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(SYS_fdatasync, descriptor));
}
