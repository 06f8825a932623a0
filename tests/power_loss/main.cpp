// power_loss [--points N] [--seed S] [--synchronous normal | --forget-folder] [--only POINT]
//
// Runs commits through the real store, cuts the power at a random write, sync or truncate, starts again on what the
// disk is left with, and looks for what was acknowledged. Negative controls, which succeed only if the program sees
// what is lost: --synchronous normal, where commits are not synced; --forget-folder, where the folder's name is not.

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <stdlib.h>

#include "engine/base/assert.hpp"
#include "tests/power_loss/judge.hpp"
#include "tests/power_loss/vfs.hpp"
#include "tests/power_loss/workload.hpp"

namespace millrace::power_loss {
namespace {

constexpr std::uint64_t points_a_workload = 20;

struct Wanted {
    std::uint64_t points = 500;
    std::uint64_t seed = 0;
    std::uint64_t only = 0;
    bool unsynced = false;
    bool forget_folder = false;
    bool expects_losses() const { return unsynced || forget_folder; }
};

// Moves on by itself a little, as time does between two commits.
class Ticking final : public Clock {
public:
    Time now() override { return Time{time_.ms += 7}; }

private:
    Time time_{1'767'603'600'000};
};

class Stage {
public:
    Stage(const Wanted& wanted, std::uint64_t seed)
        : wanted_(wanted), root_(make_root()), disk_(root_, "data"), chance_(seed), workload_(record_, seed) {
        mount(&disk_);
        if (wanted.forget_folder) {
            disk_.forget_folder();
        }
        seed_database(seed);
    }
    ~Stage() {
        mount(nullptr);
        std::filesystem::remove_all(root_);
    }

    // One life of the process, with a clean stop in the middle; how many points it passed.
    std::uint64_t live(std::uint64_t cut_after, int batches, Findings& findings) {
        disk_.cut_after(cut_after);
        for (const int part : {batches / 2, batches - batches / 2}) {
            auto store = open();
            if (!store) {
                if (disk_.on()) {
                    findings.unsound.push_back("it does not open: " + store.error().message);
                }
                break;
            }
            if (lives_ > 0 && disk_.on()) {
                look(**store, findings);
            }
            if (disk_.on()) {
                workload_.play(**store, part);
            }
            checkpoints_ += (*store)->statistics().checkpoints;
            if (!disk_.on()) {
                break;
            }
        }
        ++lives_;
        return disk_.points();
    }

    void lose_power() { disk_.lose_power(chance_); }

    // The power stays: all must be there, and work goes on.
    void end(Findings& findings) {
        disk_.cut_after(0);
        auto store = open();
        if (!store) {
            findings.unsound.push_back("it does not open: " + store.error().message);
            return;
        }
        look(**store, findings);
        const auto before = record_.acknowledged();
        workload_.play(**store, 2);
        if (record_.acknowledged() == before) {
            findings.unsound.emplace_back("expected it to go on, but it commits nothing");
        }
    }

    Chance& chance() { return chance_; }
    std::uint64_t acknowledged() const { return record_.acknowledged(); }
    std::uint64_t checkpoints() const { return checkpoints_; }

private:
    static std::string make_root() {
        const bool in_memory = std::filesystem::is_directory("/dev/shm");
        auto name = std::string(in_memory ? "/dev/shm" : "/tmp") + "/millrace-power-XXXXXX";
        MILLRACE_ASSERT(mkdtemp(name.data()) != nullptr);
        return name;
    }

    Result<std::unique_ptr<store::Store>> open() {
        auto options = store_options(disk_.folder(), clock_);
        options.unsynced_commits = wanted_.unsynced;
        return store::open_store(std::move(options));
    }

    void look(store::Store& store, Findings& findings) {
        try {
            auto found = judge(store, record_);
            findings.lost.insert(findings.lost.end(), found.lost.begin(), found.lost.end());
            findings.unsound.insert(findings.unsound.end(), found.unsound.begin(), found.unsound.end());
        } catch (const store::SqlError& error) {
            findings.unsound.push_back(fmt::format("it cannot be read: {}", error.what()));
        }
    }

    const Wanted& wanted_;
    const std::string root_;
    Disk disk_;
    Ticking clock_;
    Chance chance_;
    Record record_;
    Workload workload_;
    int lives_ = 0;
    std::uint64_t checkpoints_ = 0;
};

constexpr int batches_a_life = 24;

struct Verdict {
    Findings findings;
    std::uint64_t cut_after = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t checkpoints = 0;
};

// `points`: how many the whole life has; the same workload without a cut told.
Verdict cut_once(const Wanted& wanted, std::uint64_t workload, std::uint64_t number, std::uint64_t points) {
    Verdict verdict;
    Stage stage(wanted, wanted.seed * 1'000'003 + workload);
    Chance chance(wanted.seed * 7'000'003 + number);
    verdict.cut_after = 1 + chance.below(points);
    stage.live(verdict.cut_after, batches_a_life, verdict.findings);
    verdict.acknowledged = stage.acknowledged();
    stage.chance() = chance;
    stage.lose_power();
    while (stage.chance().percent(30)) {
        // Once more, while it recovers or soon after.
        stage.live(1 + stage.chance().below(120), 6, verdict.findings);
        stage.lose_power();
    }
    stage.end(verdict.findings);
    verdict.checkpoints = stage.checkpoints();
    return verdict;
}

int run(const Wanted& wanted) {
    const auto began = std::chrono::steady_clock::now();
    std::uint64_t lossy = 0;
    std::uint64_t lost = 0;
    std::uint64_t unsound = 0;
    std::uint64_t played = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t checkpoints = 0;
    std::uint64_t points = 0;
    for (std::uint64_t number = 1; number <= wanted.points; ++number) {
        const auto workload = number / points_a_workload;
        if (number == 1 || number % points_a_workload == 0) {
            Findings none;
            points = wanted.only != 0 && wanted.only / points_a_workload != workload
                         ? 0
                         : Stage(wanted, wanted.seed * 1'000'003 + workload).live(0, batches_a_life, none);
        }
        if (wanted.only != 0 && wanted.only != number) {
            continue;
        }
        const Verdict verdict = cut_once(wanted, workload, number, points);
        ++played;
        acknowledged += verdict.acknowledged;
        checkpoints += verdict.checkpoints;
        lossy += verdict.findings.lost.empty() ? 0 : 1;
        lost += verdict.findings.lost.size();
        unsound += verdict.findings.unsound.empty() ? 0 : 1;
        const bool shown =
            !verdict.findings.unsound.empty() || (!verdict.findings.lost.empty() && !wanted.expects_losses());
        if (shown && lossy + unsound <= 10) {
            fmt::print("FAILED  point {}, seed {}: cut after {} of {}\n", number, wanted.seed, verdict.cut_after,
                       points);
            for (const auto& line : verdict.findings.lost) {
                fmt::print("          {}\n", line);
            }
            for (const auto& line : verdict.findings.unsound) {
                fmt::print("          {}\n", line);
            }
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("seed {}: the power went {} times, with {} commits acknowledged and {} checkpoints, in {:.1f} s\n",
               wanted.seed, played, acknowledged, checkpoints, took.count());
    fmt::print("{} commits lost at {} points; {} points left the store unsound\n", lost, lossy, unsound);
    if (wanted.expects_losses()) {
        const bool sees = lossy > 0 && unsound == 0;
        fmt::print(
            "{}\n{} passed, {} failed\n",
            lossy > 0 ? "losses were expected, and found" : "expected losses but found none: this program is blind",
            sees ? 1 : 0, sees ? 0 : 1);
        return sees ? 0 : 1;
    }
    const auto bad = std::max(lossy, unsound);
    fmt::print("{} passed, {} failed\n", played - bad, bad);
    return bad == 0 ? 0 : 1;
}

}  // namespace
}  // namespace millrace::power_loss

int main(int count, char** arguments) {
    millrace::power_loss::Wanted wanted;
    wanted.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) % 1'000'000;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        if (name == "--forget-folder") {
            wanted.forget_folder = true;
            continue;
        }
        const char* value = i + 1 < count ? arguments[++i] : nullptr;
        if (value != nullptr && name == "--synchronous" && std::strcmp(value, "normal") == 0) {
            wanted.unsynced = true;
        } else if (value != nullptr && (name == "--points" || name == "--seed" || name == "--only")) {
            const auto number = std::strtoull(value, nullptr, 10);
            (name == "--points" ? wanted.points : name == "--seed" ? wanted.seed : wanted.only) = number;
        } else {
            fmt::print(
                stderr,
                "usage: power_loss [--points N] [--seed S] [--synchronous normal | --forget-folder] [--only POINT]\n");
            return 2;
        }
    }
    wanted.points = std::max(wanted.points, wanted.only);
    return millrace::power_loss::run(wanted);
}
