#pragma once

#include <array>
#include <atomic>
#include <list>
#include <mutex>
#include <unordered_map>

#include "runtime/drive/lane.hpp"
#include "runtime/drive/timers.hpp"

namespace millrace::drive {

// The drive's inside. Member functions are grouped in files by what they are about.
class Drive::Work : public std::enable_shared_from_this<Work> {
public:
    Work(World world, DriveOptions options) : world_(std::move(world)), options_(options) {}

    // drive.cpp
    void start(StartRequest request, Done done);
    void command(CommandRequest request, Done done);
    void answer(store::OutboxRow row, Signal signal);
    void when_settled(OrgId org, RunId run, Time until, Done done);
    void tick();
    Time next_due() const;
    Figures figures() const;
    void let_go();

    // recovery.cpp
    void recover();

    // router.cpp: rows that are addressed to a subject or to everybody.
    void deliver(std::vector<store::InboxRow> rows);

    // commits.cpp
    void finished(store::Commits commits);

private:
    // lanes.cpp
    void enqueue(OrgId org, RunId run, std::unique_ptr<Job> job);
    void post(const LanePtr& lane, schedule::Class urgency);
    void process(const LanePtr& lane);
    void load(const LanePtr& lane);
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
    void hand_to_owner(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal, RunId owner);
    void first_these(OrgId org, std::vector<std::pair<RunId, std::unique_ptr<Job>>> jobs, std::function<void()> then);
    void route_start(SubjectKey key, const store::InboxRow& row, const StartEnvelope& start);
    void route_event(SubjectKey key, const store::InboxRow& row, const EventEnvelope& event);
    void unclaimed(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal);
    void consume(SubjectKey key, const store::InboxRow& row, store::LocalWork work);
    void routed(SubjectKey key);

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
    int next_shard() { return static_cast<int>(rotating_.fetch_add(1, std::memory_order_relaxed) % shard_count); }

    World world_;
    const DriveOptions options_;
    std::array<Shard, 64> shards_;
    std::atomic<std::uint32_t> rotating_{0};

    std::mutex subjects_mutex_;
    std::map<SubjectKey, SubjectLine> subjects_;

    mutable std::mutex watchers_mutex_;
    std::unordered_map<RunId, std::vector<Watcher>> watchers_;
    std::atomic<std::size_t> watchers_count_{0};

    std::mutex cache_mutex_;
    std::list<std::pair<RunId, std::size_t>> cache_;  // oldest first
    std::unordered_map<RunId, std::list<std::pair<RunId, std::size_t>>::iterator> cached_;
    std::size_t cache_bytes_ = 0;

    Timers timers_;
    std::atomic<std::size_t> timers_out_{0};
    std::mutex put_off_mutex_;
    std::vector<std::pair<Time, std::function<void()>>> put_off_;  // what could not be written; tried again later

    std::atomic<std::size_t> waiting_{0};
    std::atomic<std::uint64_t> turns_{0}, started_{0}, ended_{0}, incidents_{0}, quarantined_{0}, again_{0}, loads_{0},
        steps_{0};
    std::atomic<std::int64_t> timer_late_ms_{0};
};

}  // namespace millrace::drive
