#pragma once

#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "engine/run/state.hpp"

namespace millrace::drive {

// (due, run) of every run that has an open timer: one entry a run, its earliest. In memory; the store has the truth.
class Timers {
public:
    struct Due {
        OrgId org;
        RunId run;
    };

    // `never` takes the entry out.
    void set(OrgId org, RunId run, Time due) {
        const std::lock_guard lock(mutex_);
        const auto found = of_.find(run);
        if (found != of_.end()) {
            if (found->second.first == due) {
                return;
            }
            by_due_.erase({found->second.first, run});
            of_.erase(found);
        }
        if (due != run::never) {
            by_due_.insert({due, run});
            of_[run] = {due, org};
        }
    }

    // Unless an earlier one is known: what was read may be older than a turn that was committed meanwhile. One that
    // comes too early is put right by its run.
    void at_latest(OrgId org, RunId run, Time due) {
        {
            const std::lock_guard lock(mutex_);
            const auto found = of_.find(run);
            if (found != of_.end() && found->second.first <= due) {
                return;
            }
        }
        set(org, run, due);
    }

    // Takes out at most so many that are due, earliest first.
    std::vector<Due> take_due(Time now, std::size_t at_most) {
        const std::lock_guard lock(mutex_);
        std::vector<Due> due;
        while (due.size() < at_most && !by_due_.empty() && by_due_.begin()->first <= now) {
            const RunId run = by_due_.begin()->second;
            due.push_back({of_[run].second, run});
            of_.erase(run);
            by_due_.erase(by_due_.begin());
        }
        return due;
    }

    // Those of shards that are another's now.
    template <class Gone>
    void forget(Gone&& gone) {
        const std::lock_guard lock(mutex_);
        std::erase_if(by_due_, [&](const auto& entry) { return gone(entry.second); });
        std::erase_if(of_, [&](const auto& entry) { return gone(entry.first); });
    }

    Time next() const {
        const std::lock_guard lock(mutex_);
        return by_due_.empty() ? run::never : by_due_.begin()->first;
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return by_due_.size();
    }

private:
    mutable std::mutex mutex_;
    std::set<std::pair<Time, RunId>> by_due_;
    std::unordered_map<RunId, std::pair<Time, OrgId>> of_;
};

}  // namespace millrace::drive
