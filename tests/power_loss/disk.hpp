#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/power_loss/chance.hpp"

namespace millrace::power_loss {

// One file as the disk has it: what is sure to be there, and what was written since and may be lost.
struct File {
    struct Change {
        std::int64_t at = 0;
        std::string bytes = {};
        bool truncates = false;  // to `at`
    };
    std::string durable;
    std::vector<Change> pending;
};
using FilePtr = std::shared_ptr<File>;

// The disk below one folder. The real files hold what the machine sees while it runs; this remembers what of it would
// survive if the power went now:
// - contents reach the disk with the file's sync, before that in any part and order, torn at sectors;
// - a name, its disappearance, and the folder's own name reach it with the sync of the folder that holds them.
//
// Each change or sync is a point at which the power can be cut. After that nothing reaches the disk any more.
class Disk {
public:
    // `root` exists and is durable; the folder in it is whatever the store makes of it.
    Disk(std::string root, std::string folder);

    // As if nobody had ever synced the folder above: for a negative control.
    void forget_folder() { forgets_folder_ = true; }

    void cut_after(std::uint64_t points);  // 0: never
    bool on() const { return on_; }
    std::uint64_t points() const { return points_; }
    std::uint64_t syncs() const { return syncs_; }
    const std::string& folder() const { return folder_; }
    bool holds(const std::string& path) const { return path.compare(0, folder_.size() + 1, folder_ + "/") == 0; }

    // False: the power is out.
    FilePtr open(const std::string& path, bool may_create);  // null when it is out, or there is none
    bool write(File& file, std::int64_t at, const void* bytes, int size);
    bool truncate(File& file, std::int64_t size);
    bool sync(File& file);
    bool remove(const std::string& path);
    bool sync_folder(const std::string& path);

    // Makes the real files what the disk is left with, and turns the power on again. Nobody may have them open.
    void lose_power(Chance& chance);

private:
    struct Name {
        FilePtr durable;           // what the name leads to on the disk; null: it is not there
        std::vector<FilePtr> now;  // what became of it since; the last one counts
    };

    bool point();
    void lose_names(Chance& chance);
    void write_real_files(Chance& chance);
    void leave_beside(const std::string& path, const std::string& was, Chance& chance);

    const std::string root_;
    const std::string folder_;
    std::map<std::string, Name> names_;
    bool folder_durable_ = false;
    bool forgets_folder_ = false;
    std::uint64_t cut_at_ = 0;
    std::uint64_t points_ = 0;
    std::uint64_t syncs_ = 0;
    bool on_ = true;
};

// What is left of a file whose pending changes were cut off.
std::string left_of(const File& file, Chance& chance);

}  // namespace millrace::power_loss
