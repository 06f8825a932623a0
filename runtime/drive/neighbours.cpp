// Other processes on the same store: shards that come and go, rows that they leave for our runs, and commands of our
// callers for theirs.

#include "engine/base/fault.hpp"
#include "engine/run/view.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/drive/work.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::drive {
namespace {

constexpr int rows_at_once = 1'000;
// Rows are found by their ids, which tell when they were made; an old one that appears late (its transaction took long,
// or its maker's clock is behind) is found when all are looked at.
constexpr Duration looked_back = seconds(20);
constexpr Duration all_looked_at_every = seconds(5);
// A command that was handed over is answered when it has been dealt with, or then.
constexpr Duration dealt_with_within = seconds(2);

std::uint64_t id_of_moment(Time moment) {
    const auto ms = moment.ms - static_cast<std::int64_t>(id_epoch_ms);
    return ms > 0 ? static_cast<std::uint64_t>(ms) << 21 : 0;
}

}  // namespace

std::optional<int> Drive::Work::next_shard() {
    for (int tried = 0; tried < shard_count; ++tried) {
        const auto shard = rotating_.fetch_add(1, std::memory_order_relaxed) % shard_count;
        if (ours_[shard].load(std::memory_order_relaxed) != 0) {
            return static_cast<int>(shard);
        }
    }
    return std::nullopt;
}

void Drive::Work::set_epochs(ShardMask shards, const store::ShardEpochs& epochs) {
    for (std::size_t shard = 0; shard < epochs.size(); ++shard) {
        if ((shards >> shard & 1) != 0) {
            ours_[shard].store(epochs[shard], std::memory_order_relaxed);
        }
    }
}

void Drive::Work::look_around() {
    if (!world_.store.shared()) {
        return;
    }
    const store::ShardEpochs epochs = world_.store.shards();
    ShardMask gone = 0;
    ShardMask come = 0;
    for (std::size_t shard = 0; shard < epochs.size(); ++shard) {
        const std::uint64_t known = ours_[shard].load(std::memory_order_relaxed);
        if (known == epochs[shard]) {
            continue;
        }
        // One that came back in another epoch was somebody else's meanwhile.
        gone |= ShardMask{1} << shard;
        if (epochs[shard] != 0) {
            come |= ShardMask{1} << shard;
        }
    }
    if (gone != 0) {
        set_epochs(gone, {});
        let_go_of(gone);
    }
    if (come != 0) {
        fail_point("neighbours.shards_came");
        set_epochs(come, epochs);
        try {
            take_up(come);
        } catch (const store::SqlError&) {
            // Half of it is worth nothing: all again, when the store answers.
            set_epochs(come, {});
            throw;
        }
    }
    take_rows_of_others();
    look_after_what_was_handed_over();
    look_at_runs_of_others();
}

// Lanes at work find out by their commit. What lies idle goes: its next command would meet an old state.
void Drive::Work::let_go_of(ShardMask shards) {
    const auto gone = [shards](RunId run) { return (shards >> index_of(run.value) & 1) != 0; };
    timers_.forget(gone);
    for (Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        std::erase_if(shard.lanes, [&](const auto& entry) { return gone(entry.first) && !entry.second->running; });
    }
    const std::lock_guard lock(subjects_mutex_);
    std::erase_if(subjects_, [&](const auto& entry) {
        return (shards >> index_of(entry.first.second) & 1) != 0 && !entry.second.running;
    });
}

void Drive::Work::take_rows_of_others() {
    const Time moment = now();
    const bool all = moment >= all_rows_looked_at_ + all_looked_at_every;
    const std::uint64_t after = all ? 0 : id_of_moment(moment - looked_back);
    const int slot = world_.store.ids().slot();
    ShardMask mine = 0;
    for (std::size_t shard = 0; shard < ours_.size(); ++shard) {
        mine |= ShardMask{ours_[shard].load(std::memory_order_relaxed) != 0 ? 1u : 0u} << shard;
    }
    std::vector<store::InboxRow> inbox;
    std::vector<store::OutboxRow> outbox;
    {
        const auto reader = world_.store.reader();
        inbox = store::inbox_of_others(*reader, slot, mine, store::InboxId{after}, rows_at_once);
        outbox = store::outbox_of_others(*reader, slot, mine, store::OutboxId{after}, rows_at_once);
    }
    // What was taken before is under way.
    std::set<std::uint64_t> there;
    const auto known = [&](std::uint64_t id) {
        there.insert(id);
        return rows_of_others_.count(id) != 0;
    };
    std::erase_if(inbox, [&](const store::InboxRow& row) { return known(row.id.value); });
    std::erase_if(outbox, [&](const store::OutboxRow& row) { return known(row.id.value); });
    if (!all) {
        // Older ones were not looked at, and may be there still.
        for (auto old = rows_of_others_.begin(); old != rows_of_others_.end() && *old <= after; ++old) {
            there.insert(*old);
        }
    } else {
        all_rows_looked_at_ = moment;
    }
    rows_of_others_ = std::move(there);
    if (!inbox.empty()) {
        deliver(std::move(inbox));
    }
    if (!outbox.empty() && world_.remote) {
        world_.remote(std::move(outbox));
    }
}

// A command for a run of another process: durable in its inbox, then answered when the run has dealt with it.
void Drive::Work::hand_over(CommandRequest request, Done done) {
    world_.scheduler.post_blocking(
        [self = shared_from_this(), request = std::move(request), done = std::move(done)]() mutable {
            self->hand_over_if_live(std::move(request), std::move(done));
        });
}

void Drive::Work::hand_over_if_live(CommandRequest request, Done done) {
    Answered answered;
    answered.run = request.run;
    std::optional<store::RunHeader> header;
    std::optional<store::RememberedSource> seen;
    world_.store.read([&](store::Reader& reader) {
        header = store::find_run(reader.org(request.org), request.run);
        if (request.source) {
            seen = store::find_source(reader.org(request.org), request.source->source, request.source->id);
        }
    });
    if (seen) {
        answered.kind = Answered::Kind::duplicate;
        answered.remembered = seen->answer;
    } else if (!header) {
        answered.kind = Answered::Kind::unknown_run;
    } else if (!store::is_live(header->status)) {
        answered.kind = Answered::Kind::rejected;
        answered.error = {"run.ended", "expected a run that goes on but this one has ended"};
    } else if (std::holds_alternative<run::ResolveIncident>(request.command) &&
               header->status != store::RunStatus::incident) {
        answered.kind = Answered::Kind::rejected;
        answered.error = {"run.no_incident", "expected a run with an incident but this one has none"};
    } else {
        auto commit = std::make_unique<store::Commit>();
        commit->source = request.source;
        if (request.along.run) {
            commit->local.push_back(std::move(request.along));
        }
        commit->inbox.push_back(command_to_run(request.org, request.run, std::move(request.command), now()));
        commit->done = [self = shared_from_this(), org = request.org, run = request.run, show = request.show,
                        done = std::move(done)](std::unique_ptr<store::Commit> back) {
            Answered answered;
            answered.run = run;
            answered.error = back->result.error;
            switch (back->result.outcome) {
                case store::Outcome::committed: {
                    fail_point("neighbours.handed_over");
                    // The shard may have come to us meanwhile.
                    self->finished_handing_over(*back);
                    const std::lock_guard lock(self->handed_over_mutex_);
                    self->handed_over_.push_back(
                        {back->result.inbox.front().id, org, run, self->now() + dealt_with_within, show, done});
                    return;
                }
                case store::Outcome::duplicate:
                    answered.kind = Answered::Kind::duplicate;
                    answered.remembered = back->result.answer;
                    break;
                case store::Outcome::storage_full:
                    answered.kind = Answered::Kind::storage_full;
                    break;
                default:
                    answered.kind = Answered::Kind::failed;
                    break;
            }
            self->world_.scheduler.post_always(
                schedule::Class::live, [done, answered = std::move(answered)]() mutable { done(std::move(answered)); });
        };
        submit(std::move(commit));
        return;
    }
    done(std::move(answered));
}

void Drive::Work::finished_handing_over(store::Commit& commit) {
    world_.scheduler.post_always(schedule::Class::live,
                                 [self = shared_from_this(), rows = std::make_shared<std::vector<store::InboxRow>>(
                                                                 commit.result.inbox)] { self->deliver(*rows); });
}

void Drive::Work::look_after_what_was_handed_over() {
    std::vector<HandedOver> waiting;
    {
        const std::lock_guard lock(handed_over_mutex_);
        waiting.swap(handed_over_);
    }
    if (waiting.empty()) {
        return;
    }
    std::vector<HandedOver> still;
    std::vector<std::pair<HandedOver, Answered>> over;
    try {
        const auto reader = world_.store.reader();
        for (HandedOver& each : waiting) {
            const bool there = store::is_pending(*reader, each.row);
            if (there && now() < each.until) {
                still.push_back(std::move(each));
                continue;
            }
            Answered answered;
            answered.run = each.run;
            answered.kind = there ? Answered::Kind::handed_over : Answered::Kind::done;
            if (each.show) {
                if (const auto loaded = drive::load(*reader, world_.versions, each.run); loaded && *loaded != nullptr) {
                    answered.shown = run::show(*(*loaded)->state);
                }
            }
            over.emplace_back(std::move(each), std::move(answered));
        }
    } catch (const store::SqlError&) {
        // Asked again next time; those who waited too long hear that it is durable, which is what is known.
        for (HandedOver& each : waiting) {
            if (each.done) {
                still.push_back(std::move(each));
            }
        }
    }
    {
        const std::lock_guard lock(handed_over_mutex_);
        std::move(still.begin(), still.end(), std::back_inserter(handed_over_));
    }
    for (auto& [each, answered] : over) {
        world_.scheduler.post_always(
            schedule::Class::live,
            [done = std::move(each.done), answered = std::move(answered)]() mutable { done(std::move(answered)); });
    }
}

// Callers who wait for the end of a run that another process has.
void Drive::Work::look_at_runs_of_others() {
    if (watchers_count_.load(std::memory_order_relaxed) == 0) {
        return;
    }
    std::vector<RunId> watched;
    {
        const std::lock_guard lock(watchers_mutex_);
        for (const auto& [run, of_run] : watchers_) {
            if (!ours(run)) {
                watched.push_back(run);
            }
        }
    }
    for (const RunId run : watched) {
        Result<std::unique_ptr<LoadedRun>> loaded = std::unique_ptr<LoadedRun>();
        {
            const auto reader = world_.store.reader();
            const auto header = store::find_run(*reader, run);
            if (!header || (store::is_live(header->status) && header->status != store::RunStatus::incident)) {
                continue;
            }
            loaded = drive::load(*reader, world_.versions, run);
        }
        if (loaded && *loaded != nullptr) {
            tell_watchers(run, *(*loaded)->state);
        }
    }
}

}  // namespace millrace::drive
