#include "tests/power_loss/disk.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/assert.hpp"

namespace millrace::power_loss {
namespace {

void put(std::string& contents, const File::Change& change) {
    if (change.truncates) {
        contents.resize(static_cast<std::size_t>(change.at));
        return;
    }
    const auto at = static_cast<std::size_t>(change.at);
    if (contents.size() < at + change.bytes.size()) {
        contents.resize(at + change.bytes.size());
    }
    contents.replace(at, change.bytes.size(), change.bytes);
}

std::string contents_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void make_file(const std::string& path, const std::string& contents) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    MILLRACE_ASSERT(out.good());
}

std::string garbage(std::size_t size, Chance& chance) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(chance.below(256));
    }
    return bytes;
}

}  // namespace

Disk::Disk(std::string root, std::string folder) : root_(std::move(root)), folder_(root_ + "/" + std::move(folder)) {}

void Disk::cut_after(std::uint64_t points) {
    points_ = 0;
    cut_at_ = points;
}

// False: the power has gone. The change at which it goes has begun, so its caller still notes it as pending.
bool Disk::point() {
    if (++points_ == cut_at_) {
        on_ = false;
    }
    return on_;
}

FilePtr Disk::open(const std::string& path, bool may_create) {
    if (!on_) {
        return nullptr;
    }
    Name& name = names_[path];
    const FilePtr known = name.now.empty() ? name.durable : name.now.back();
    if (known != nullptr || !may_create) {
        return known;
    }
    name.now.push_back(std::make_shared<File>());
    return point() ? name.now.back() : nullptr;
}

bool Disk::write(File& file, std::int64_t at, const void* bytes, int size) {
    if (!on_) {
        return false;
    }
    file.pending.push_back({at, std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)), false});
    return point();
}

bool Disk::truncate(File& file, std::int64_t size) {
    if (!on_) {
        return false;
    }
    file.pending.push_back({size, {}, true});
    return point();
}

bool Disk::sync(File& file) {
    if (!on_ || !point()) {
        return false;
    }
    ++syncs_;
    for (const File::Change& change : file.pending) {
        put(file.durable, change);
    }
    file.pending.clear();
    return true;
}

bool Disk::remove(const std::string& path) {
    if (!on_) {
        return false;
    }
    const auto name = names_.find(path);
    if (name != names_.end()) {
        name->second.now.push_back(nullptr);
    }
    return point();
}

bool Disk::sync_folder(const std::string& path) {
    if (!on_ || !point()) {
        return false;
    }
    if (path == root_) {
        folder_durable_ = folder_durable_ || (!forgets_folder_ && std::filesystem::exists(folder_));
    } else if (path == folder_) {
        for (auto& [text, name] : names_) {
            if (!name.now.empty()) {
                name.durable = name.now.back();
                name.now.clear();
            }
        }
    }
    return true;
}

// Each name may have reached the disk as it was at any moment since the folder was synced.
void Disk::lose_names(Chance& chance) {
    if (!folder_durable_ && chance.percent(50)) {
        names_.clear();  // the folder itself is not there
        return;
    }
    folder_durable_ = true;
    for (auto name = names_.begin(); name != names_.end();) {
        auto& [durable, now] = name->second;
        if (const auto kept = chance.below(now.size() + 1); kept > 0) {
            durable = now[kept - 1];
        }
        now.clear();
        name = durable == nullptr ? names_.erase(name) : std::next(name);
    }
}

void Disk::lose_power(Chance& chance) {
    lose_names(chance);
    for (auto& [path, name] : names_) {
        name.durable->durable = left_of(*name.durable, chance);
        name.durable->pending.clear();
    }
    write_real_files(chance);
    on_ = true;
    cut_after(0);
}

void Disk::write_real_files(Chance& chance) {
    const auto lock = contents_of(folder_ + "/millrace.lock");
    const auto shared = contents_of(folder_ + "/millrace.db-shm");
    std::filesystem::remove_all(folder_);
    if (!folder_durable_) {
        return;
    }
    std::filesystem::create_directory(folder_);
    for (const auto& [path, name] : names_) {
        make_file(path, name.durable->durable);
    }
    leave_beside(folder_ + "/millrace.lock", lock, chance);
    leave_beside(folder_ + "/millrace.db-shm", shared, chance);
}

// Files that nobody ever syncs, since nothing in them counts after a restart: the disk may hold anything.
void Disk::leave_beside(const std::string& path, const std::string& was, Chance& chance) {
    switch (chance.below(4)) {
        case 0:
            return;
        case 1:
            return make_file(path, was);
        case 2:
            return make_file(path, was.substr(0, chance.below(was.size() + 1)));
        default:
            return make_file(path, garbage(was.size(), chance));
    }
}

std::string left_of(const File& file, Chance& chance) {
    constexpr std::uint64_t kept_percent[] = {0, 30, 70, 95, 100};
    const auto kept = kept_percent[chance.below(5)];
    const std::size_t sector = chance.percent(50) ? 512 : 4096;
    const bool in_order = chance.percent(50);

    std::string left = file.durable;
    std::size_t longest = left.size();
    std::vector<File::Change> reached;
    const auto settle = [&] {
        if (!in_order) {
            std::shuffle(reached.begin(), reached.end(), chance.engine());
        }
        for (const auto& change : reached) {
            put(left, change);
        }
        reached.clear();
    };
    for (const auto& change : file.pending) {
        if (change.truncates) {
            settle();
            if (chance.percent(kept)) {
                put(left, change);
            }
            continue;
        }
        longest = std::max(longest, static_cast<std::size_t>(change.at) + change.bytes.size());
        for (std::size_t from = 0; from < change.bytes.size();) {
            const auto at = static_cast<std::size_t>(change.at) + from;
            const auto size = std::min(change.bytes.size() - from, sector - at % sector);
            if (chance.percent(kept)) {
                reached.push_back({static_cast<std::int64_t>(at), change.bytes.substr(from, size), false});
            }
            from += size;
        }
    }
    settle();
    // The size may have reached the disk without what belongs there: zeros, or what lay there before.
    if (left.size() < longest && chance.percent(30)) {
        const auto missing = longest - left.size();
        left += chance.percent(50) ? std::string(missing, '\0') : garbage(missing, chance);
    }
    return left;
}

}  // namespace millrace::power_loss
