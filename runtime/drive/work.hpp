#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <list>
#include <mutex>
#include <set>
#include <unordered_map>

#include "runtime/drive/lane.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/drive/timers.hpp"

namespace millrace::drive {

// The drive's inside. Member functions are grouped in files by what they are about.
class Drive::Work : public std::enable_shared_from_this<Work> {
public:
    Work(World world, DriveOptions options)
        : world_(std::move(world)), options_(options), admission_(options.admission) {
        if (!world_.store.shared()) {
            std::fill(ours_.begin(), ours_.end(), 1);
        }
    }

    // drive.cpp
    void start(StartRequest request, Done done);
    void command(CommandRequest request, Done done);
    void answer(store::OutboxRow row, Signal signal, std::function<void()> over);
    void when_settled(OrgId org, RunId run, Time until, Done done);
    void tick();
    Time next_due() const;
    Figures figures() const;
    void let_go();

    // recovery.cpp
    void recover();

    // neighbours.cpp
    void look_around();

    // router.cpp: rows that are addressed to a subject or to everybody.
    void deliver(std::vector<store::InboxRow> rows);

    // completions.cpp
    void finished(store::Commits commits);

private:
    // lanes.cpp
    void enqueue(OrgId org, RunId run, std::unique_ptr<Job> job);
    void post(const LanePtr& lane, schedule::Class urgency);
    void job_left(const Job& job) { admission_.leave(job.org, job.urgency); }
    void process(const LanePtr& lane);
    void load_soon(const LanePtr& lane);
    void load_some();
    void loaded_or_not(const LanePtr& lane, Result<std::unique_ptr<LoadedRun>> loaded);
    void decide(const LanePtr& lane);
    void fetch(const LanePtr& lane, const Question& question);
    void look_ahead(const LanePtr& lane, const Graph& graph);
    Result<Value> read(store::Session& session, const LanePtr& lane, const Question& question);
    void quarantine(const LanePtr& lane, const std::string& reason);
    Status nobody_left_in_silence(store::Transaction& tx, RunId run);
    void refuse(const LanePtr& lane, Answered answered);
    void refuse_unless_seen(const LanePtr& lane, Answered refused);
    void job_over(const LanePtr& lane, Answered answered);
    void next(const LanePtr& lane);
    void keep_in_cache(const LanePtr& lane);

    // commits.cpp
    void commit_turn(const LanePtr& lane, run::Turn&& turn);
    void submit(std::unique_ptr<store::Commit> commit);
    void settle(std::unique_ptr<store::Commit> commit);
    void turn_settled(std::unique_ptr<TurnCommit> commit);
    void put_off(std::function<void()> again);
    void put_off(const LanePtr& lane);
    void close_rows(const LanePtr& lane, Answered answered);

    // completions.cpp
    void settle_later(schedule::Class urgency, store::Commits commits);
    void release(store::CommitResult& result);
    void tell_watchers(RunId run, const run::State& state);

    // router.cpp
    struct SubjectLine {
        std::deque<store::InboxRow> rows;
        bool running = false;
    };
    using SubjectKey = std::pair<std::uint64_t, std::uint64_t>;  // org, subject
    void line_up(std::vector<store::InboxRow>& rows);
    void hand_out(std::vector<store::InboxRow> rows);
    void route_next(SubjectKey key);
    void route(SubjectKey key, const store::InboxRow& row);
    void route_signal(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal);
    bool let_start_pass(SubjectKey key);
    void hand_to_owner(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal, RunId owner);
    void first_these(OrgId org, std::vector<std::pair<RunId, std::unique_ptr<Job>>> jobs,
                     std::function<void(bool moved)> then);
    void not_now(SubjectKey key, const store::InboxRow& row);
    void route_start(SubjectKey key, const store::InboxRow& row, const StartEnvelope& start);
    void route_event(SubjectKey key, const store::InboxRow& row, const EventEnvelope& event);
    void unclaimed(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal);
    store::LocalWork unless_it_has_ended(const store::InboxRow& row, const SignalEnvelope& signal, RunId owner);
    void consume(SubjectKey key, const store::InboxRow& row, store::LocalWork work);
    void routed(SubjectKey key);

    // recovery.cpp
    using ShardMask = std::uint64_t;  // a bit a shard
    void take_up(ShardMask shards);

    // neighbours.cpp: other processes on the same store.
    void set_epochs(ShardMask shards, const store::ShardEpochs& epochs);
    void let_go_of(ShardMask shards);
    void take_rows_of_others();
    void look_after_what_was_handed_over();
    void look_at_runs_of_others();
    void hand_over(CommandRequest request, Done done);
    void hand_over_if_live(CommandRequest request, Done done);
    void finished_handing_over(store::Commit& commit);
    std::uint64_t epoch_of(RunId run) const { return ours_[index_of(run.value)].load(std::memory_order_relaxed); }
    bool ours(RunId run) const { return epoch_of(run) != 0; }
    bool ours(const store::InboxRow& row) const {
        return ours_[index_of(row.subject ? row.subject.value : row.run.value)].load(std::memory_order_relaxed) != 0;
    }
    // It is looked at again, and all in it taken up anew if it is ours still.
    void in_doubt(RunId run) { ours_[index_of(run.value)].store(0, std::memory_order_relaxed); }
    static std::size_t index_of(std::uint64_t id) { return static_cast<std::size_t>(millrace::shard_of(id)); }

    struct Watcher {
        Time until;
        OrgId org;
        Done done;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<RunId, LanePtr> lanes;
    };
    Shard& shard_of(RunId run) { return shards_[std::hash<RunId>{}(run) % shards_.size()]; }
    Time now() { return world_.store.clock().now(); }
    // The next of ours in turn; none if there are none.
    std::optional<int> next_shard();

    World world_;
    const DriveOptions options_;
    Admission admission_;
    std::array<Shard, 64> shards_;
    std::atomic<std::uint32_t> rotating_{0};

    // The epochs of shards that are taken up; 0: another's, or not yet. With one process all are ours.
    std::array<std::atomic<std::uint64_t>, shard_count> ours_{};
    struct HandedOver {
        store::InboxId row;
        OrgId org;
        RunId run;
        Time until;
        bool show = false;
        Done done;
    };
    std::mutex handed_over_mutex_;
    std::vector<HandedOver> handed_over_;
    std::set<std::uint64_t> rows_of_others_;  // inbox and outbox rows that were taken and are there still
    Time all_rows_looked_at_;

    std::mutex subjects_mutex_;
    std::map<SubjectKey, SubjectLine> subjects_;

    mutable std::mutex watchers_mutex_;
    std::unordered_map<RunId, std::vector<Watcher>> watchers_;
    std::atomic<std::size_t> watchers_count_{0};

    std::mutex cache_mutex_;
    std::list<std::pair<RunId, std::size_t>> cache_;  // oldest first
    std::unordered_map<RunId, std::list<std::pair<RunId, std::size_t>>::iterator> cached_;
    std::size_t cache_bytes_ = 0;

    std::mutex to_load_mutex_;
    std::deque<LanePtr> to_load_;

    Timers timers_;
    std::atomic<std::size_t> timers_out_{0};
    std::mutex put_off_mutex_;
    struct PutOff {
        Time since;
        std::function<void()> again;
    };
    Time last_tick_;
    std::vector<PutOff> put_off_;  // what could not be written; tried again later

    std::atomic<std::uint64_t> turns_{0}, started_{0}, ended_{0}, incidents_{0}, quarantined_{0}, again_{0}, loads_{0},
        steps_{0};
    std::atomic<std::int64_t> timer_late_ms_{0};
    std::atomic<std::int64_t> found_live_{0};    // when they were taken up
    std::atomic<std::int64_t> marked_aside_{0};  // by their header alone
    SharedSpent commits_took_;
};

}  // namespace millrace::drive
