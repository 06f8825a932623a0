#include "api/app/daily_backup.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "runtime/store/backup.hpp"
#include "runtime/store/clock.hpp"

namespace millrace::app {
namespace {

constexpr Duration day = hours(24);
constexpr Duration again_after_failure = minutes(10);
constexpr Duration look_at_the_clock = minutes(1);  // it may be set, or the machine have slept

std::vector<Time> backups_in(const std::string& folder) {
    std::vector<Time> times;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        if (const Time time = time_of_backup(entry.path().filename().string()); time.ms > 0) {
            times.push_back(time);
        }
    }
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

Result<Duration> parse_time_of_day(const std::string& text) {
    int hour = 0;
    int minute = 0;
    char more = 0;
    if (text.size() != 5 || std::sscanf(text.c_str(), "%2d:%2d%c", &hour, &minute, &more) != 2 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59) {
        return Error{"time.malformed", fmt::format("expected a time of day such as 03:00 but found '{}'", text)};
    }
    return hours(hour) + minutes(minute);
}

Time next_backup(Time now, Time newest, Duration after_midnight) {
    // The last moment at which one was due.
    Time due{now.ms - now.ms % day.ms + after_midnight.ms};
    if (due > now) {
        due = due - day;
    }
    return newest < due ? now : due + day;
}

std::string backup_name(Time at) {
    std::string text = to_text(Time{at.ms - at.ms % 1000});  // 2026-01-05T03:00:00Z
    text = text.substr(0, 19) + "Z";
    std::string name = "millrace-";
    for (const char c : text) {
        if (c != '-' && c != ':') {
            name += c;
        }
    }
    return name + ".db";
}

Time time_of_backup(const std::string& name) {
    if (name.size() != 28) {
        return {};
    }
    const auto part = [&](std::size_t at, std::size_t size) { return name.substr(at, size); };
    const auto time = parse_time(
        fmt::format("{}-{}-{}T{}:{}:{}Z", part(9, 4), part(13, 2), part(15, 2), part(18, 2), part(20, 2), part(22, 2)));
    return time && backup_name(*time) == name ? *time : Time{};
}

class DailyBackup::Loop {
public:
    Loop(store::Store& store, DailyBackupOptions options, Duration after_midnight)
        : store_(store), options_(std::move(options)), after_midnight_(after_midnight), thread_([this] { run(); }) {}
    ~Loop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

private:
    void run() {
        Time not_before;
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            const auto made = backups_in(options_.folder);
            const Time now = clock_.now();
            const Time due =
                std::max(next_backup(now, made.empty() ? Time{} : made.back(), after_midnight_), not_before);
            if (due > now) {
                const auto wait = std::min(due - now, look_at_the_clock);
                wake_.wait_for(lock, std::chrono::milliseconds(wait.ms), [this] { return stopping_; });
                continue;
            }
            lock.unlock();
            const Status status = make(now);
            if (!status && status.error().code != "store.closed") {
                not_before = now + again_after_failure;
                fmt::print(stderr, "millrace: no backup was made: {}; trying again in {} minutes\n",
                           status.error().message, again_after_failure.ms / 60'000);
                std::fflush(stderr);
            }
            lock.lock();
            if (!status && status.error().code == "store.closed") {
                return;
            }
        }
    }

    Status make(Time now) {
        const auto path = options_.folder + "/" + backup_name(now);
        if (auto copied = store_.backup(path); !copied) {
            return copied;
        }
        if (auto sound = store::check_backup(path); !sound) {
            std::error_code ignored;
            std::filesystem::rename(path, path + ".damaged", ignored);
            return sound;
        }
        // Only behind a new one that is sound: the old ones are all there is.
        auto made = backups_in(options_.folder);
        const auto keep = static_cast<std::size_t>(options_.keep);
        for (std::size_t i = 0; i + keep < made.size(); ++i) {
            std::error_code ignored;
            std::filesystem::remove(options_.folder + "/" + backup_name(made[i]), ignored);
        }
        return {};
    }

    store::Store& store_;
    const DailyBackupOptions options_;
    const Duration after_midnight_;
    store::WallClock clock_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

DailyBackup::DailyBackup(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
DailyBackup::~DailyBackup() = default;

Result<std::unique_ptr<DailyBackup>> DailyBackup::start(store::Store& store, const DailyBackupOptions& options) {
    const auto at = parse_time_of_day(options.at);
    if (!at) {
        return at.error();
    }
    if (options.keep < 1) {
        return Error{"backup.keep", fmt::format("expected to keep at least 1 backup but found {}", options.keep)};
    }
    std::error_code failure;
    std::filesystem::create_directories(options.folder, failure);
    if (failure) {
        return Error{"backup.folder",
                     fmt::format("expected a folder for backups, but {}: {}", options.folder, failure.message())};
    }
    return std::unique_ptr<DailyBackup>(new DailyBackup(std::make_unique<Loop>(store, options, *at)));
}

}  // namespace millrace::app
