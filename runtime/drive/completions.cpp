// What comes back from the disk: in slices, the urgent first; and what a durable commit lets go.

#include "engine/base/fault.hpp"
#include "engine/run/view.hpp"
#include "runtime/drive/work.hpp"

namespace millrace::drive {
namespace {

constexpr std::size_t settled_at_once = 32;

}  // namespace

void Drive::Work::finished(store::Commits commits) {
    // At once, on the thread that commits: what is written to a subject later must find this in line before it.
    for (const std::unique_ptr<store::Commit>& commit : commits) {
        if (commit->result.outcome == store::Outcome::committed) {
            line_up(commit->result.inbox);
        }
    }
    fail_point("drive.commits.lined_up");
    const Time moment = now();
    std::optional<Duration> longest;
    store::Commits first;
    store::Commits others[2];
    for (std::unique_ptr<store::Commit>& commit : commits) {
        const auto* turn = dynamic_cast<const TurnCommit*>(commit.get());
        if (turn != nullptr && commit->result.outcome == store::Outcome::committed) {
            const Duration took = moment - turn->handed_in;
            commits_took_.add(took.ms);
            longest = std::max(longest.value_or(Duration{}), took);
        }
        if (turn == nullptr || commit->standing.rank == 0) {
            first.push_back(std::move(commit));
            continue;
        }
        // In slices, so that what a customer waits for is not behind all of a crowd.
        const auto urgency = static_cast<schedule::Class>(commit->standing.rank);
        store::Commits& slice = others[commit->standing.rank - 1];
        slice.push_back(std::move(commit));
        if (slice.size() == settled_at_once) {
            settle_later(urgency, std::exchange(slice, {}));
        }
    }
    if (longest) {
        admission_.durable_after(*longest, moment);
    }
    settle_later(schedule::Class::live, std::move(first));
    settle_later(schedule::Class::normal, std::move(others[0]));
    settle_later(schedule::Class::bulk, std::move(others[1]));
}

void Drive::Work::settle_later(schedule::Class urgency, store::Commits commits) {
    if (commits.empty()) {
        return;
    }
    world_.scheduler.post_always(
        urgency, [self = shared_from_this(), held = std::make_shared<store::Commits>(std::move(commits))] {
            for (std::unique_ptr<store::Commit>& commit : *held) {
                self->settle(std::move(commit));
            }
        });
}

// What a durable commit lets go: notices, remote effects, commands for other runs.
void Drive::Work::release(store::CommitResult& result) {
    if (result.outcome != store::Outcome::committed) {
        return;
    }
    for (const auto& notice : result.notices) {
        notice();
    }
    fail_point("drive.release.noticed");
    std::erase_if(result.outbox, [this](const store::OutboxRow& row) {
        return ours_[index_of(row.id.value)].load(std::memory_order_relaxed) == 0;
    });
    if (!result.outbox.empty() && world_.remote) {
        world_.remote(std::move(result.outbox));
    }
    if (!result.inbox.empty() && !fault("drive_holds_rows_back")) {
        hand_out(std::move(result.inbox));
    }
}

void Drive::Work::tell_watchers(RunId run, const run::State& state) {
    std::vector<Watcher> watchers;
    {
        const std::lock_guard lock(watchers_mutex_);
        const auto found = watchers_.find(run);
        if (found == watchers_.end()) {
            return;
        }
        watchers = std::move(found->second);
        watchers_.erase(found);
        watchers_count_.fetch_sub(watchers.size(), std::memory_order_relaxed);
    }
    const Value shown = run::show(state);
    for (const Watcher& watcher : watchers) {
        Answered answered;
        answered.kind = Answered::Kind::done;
        answered.run = run;
        answered.shown = shown;
        watcher.done(std::move(answered));
    }
}

}  // namespace millrace::drive
