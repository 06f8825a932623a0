#include "runtime/drive/drive.hpp"

#include <condition_variable>
#include <thread>

#include "engine/base/clock.hpp"
#include "engine/base/fault.hpp"
#include "engine/run/view.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/drive/work.hpp"

namespace millrace::drive {

Drive::Drive(World world, DriveOptions options) : work_(std::make_shared<Work>(std::move(world), options)) {}
Drive::~Drive() {
    work_->let_go();
}

void Drive::recover() {
    work_->recover();
}
void Drive::look_around() {
    work_->look_around();
}
void Drive::start(StartRequest request, Done done) {
    work_->start(std::move(request), std::move(done));
}
void Drive::command(CommandRequest request, Done done) {
    work_->command(std::move(request), std::move(done));
}
void Drive::answer(store::OutboxRow row, Signal signal, std::function<void()> over) {
    work_->answer(std::move(row), std::move(signal), std::move(over));
}
void Drive::deliver(std::vector<store::InboxRow> rows) {
    work_->deliver(std::move(rows));
}
void Drive::finished(store::Commits commits) {
    work_->finished(std::move(commits));
}
void Drive::when_settled(OrgId org, RunId run, Time until, Done done) {
    work_->when_settled(org, run, until, std::move(done));
}
void Drive::tick() {
    work_->tick();
}
Time Drive::next_due() const {
    return work_->next_due();
}
Drive::Figures Drive::figures() const {
    return work_->figures();
}

void Drive::Work::start(StartRequest request, Done done) {
    GraphPtr graph = world_.versions.current(request.org, request.flow);
    if (graph == nullptr) {
        // Seldom: the first run of a version. Reading it must not hold up a task.
        world_.scheduler.post_blocking(
            [self = shared_from_this(), request = std::move(request), done = std::move(done)]() mutable {
                Result<GraphPtr> loaded = self->world_.store.read([&](store::Reader& reader) {
                    return self->world_.versions.load_current(reader.org(request.org), reader, request.flow);
                });
                if (!loaded) {
                    Answered failed;
                    failed.kind = Answered::Kind::rejected;
                    failed.error = loaded.error();
                    done(std::move(failed));
                    return;
                }
                self->start(std::move(request), std::move(done));
            });
        return;
    }
    const auto shard = next_shard();
    if (!shard) {
        Answered moved;
        moved.kind = Answered::Kind::moved;
        moved.error = {"run.moved", "expected this process to have a part of the runs, but it has none yet"};
        done(std::move(moved));
        return;
    }
    const RunId id = world_.store.ids().next<RunId>(*shard);
    run::StartRun command;
    command.run = id.value;
    command.org = request.org.value;
    command.version = graph->version_id;
    command.seed = mix(id.value);
    Map event = request.event.is_map() ? request.event.as_map() : Map{};
    event.set("input", request.input.is_nil() ? Value(Map{}) : request.input);
    command.input = std::move(request.input);
    command.event = std::move(event);

    auto job = std::make_unique<Job>();
    job->command = std::move(command);
    job->urgency = request.urgency;
    job->done = std::move(done);
    job->show = request.show;
    job->refusable = true;
    job->key = std::move(request.key);
    enqueue(request.org, id, std::move(job));
}

void Drive::Work::command(CommandRequest request, Done done) {
    if (!ours(request.run)) {
        hand_over(std::move(request), std::move(done));
        return;
    }
    auto job = std::make_unique<Job>();
    job->command = std::move(request.command);
    job->urgency = request.urgency;
    job->done = std::move(done);
    job->show = request.show;
    job->refusable = true;
    job->source = std::move(request.source);
    job->along = std::move(request.along);
    enqueue(request.org, request.run, std::move(job));
}

void Drive::Work::answer(store::OutboxRow row, Signal signal, std::function<void()> over) {
    if (ours_[index_of(row.id.value)].load(std::memory_order_relaxed) == 0) {
        if (over) {
            over();
        }
        return;  // its row is another's to send and to answer
    }
    auto job = std::make_unique<Job>();
    job->command = run::DeliverSignal{std::move(signal), static_cast<run::ActivationId>(row.activation), {}, now()};
    job->urgency = schedule::Class::live;
    store::OutboxChange change;
    change.id = row.id;
    change.close = true;
    job->outbox = change;
    if (over) {
        job->done = [over = std::move(over)](const Answered&) { over(); };
    }
    if (fault("drive_closes_before_answering")) {
        job->outbox.reset();
        auto closing = std::make_unique<ClosingCommit>();
        closing->outbox_changes.push_back(change);
        submit(std::move(closing));
    }
    enqueue(row.org, row.run, std::move(job));
}

void Drive::Work::when_settled(OrgId org, RunId run, Time until, Done done) {
    {
        const std::lock_guard lock(watchers_mutex_);
        watchers_[run].push_back({until, org, std::move(done)});
        watchers_count_.fetch_add(1, std::memory_order_relaxed);
    }
    // It may have settled before anybody watched.
    world_.scheduler.post_blocking([self = shared_from_this(), org, run] {
        Result<std::unique_ptr<LoadedRun>> loaded = self->world_.store.read(
            [&](store::Reader& reader) { return drive::load(reader, self->world_.versions, run); });
        if (loaded && *loaded != nullptr && (*loaded)->header.org == org) {
            const run::Status status = (*loaded)->state->status;
            if (run::is_terminal(status) || status == run::Status::incident) {
                self->tell_watchers(run, *(*loaded)->state);
            }
        }
    });
}

void Drive::Work::tick() {
    const Time moment = now();
    // A backlog drains in slices, and the next slice waits for the last, so that new work gets its turn.
    const std::size_t out = timers_out_.load(std::memory_order_relaxed);
    if (out < options_.timers_slice) {
        const Time next = timers_.next();
        timer_late_ms_.store(next < moment ? (moment - next).ms : 0, std::memory_order_relaxed);
        for (const Timers::Due& due : timers_.take_due(moment, options_.timers_slice - out)) {
            fail_point("timers.due_taken");
            timers_out_.fetch_add(1, std::memory_order_relaxed);
            auto job = std::make_unique<Job>();
            job->command = run::FireTimer{};
            job->timer = true;
            enqueue(due.org, due.run, std::move(job));
        }
    }
    std::vector<std::function<void()>> again;
    {
        const std::lock_guard lock(put_off_mutex_);
        // After the wall clock was set back the store's stands still, perhaps for long: then with each tick.
        const bool stands_still = std::exchange(last_tick_, moment) == moment;
        for (auto it = put_off_.begin(); it != put_off_.end();) {
            if (stands_still || it->since + seconds(1) <= moment) {
                again.push_back(std::move(it->again));
                it = put_off_.erase(it);
            } else {
                ++it;
            }
        }
    }
    for (const std::function<void()>& each : again) {
        each();
    }

    std::vector<std::pair<RunId, Watcher>> over;
    if (watchers_count_.load(std::memory_order_relaxed) > 0) {
        const std::lock_guard lock(watchers_mutex_);
        for (auto it = watchers_.begin(); it != watchers_.end();) {
            std::vector<Watcher>& of_run = it->second;
            for (std::size_t i = 0; i < of_run.size();) {
                if (of_run[i].until <= moment) {
                    over.emplace_back(it->first, std::move(of_run[i]));
                    of_run.erase(of_run.begin() + static_cast<std::ptrdiff_t>(i));
                    watchers_count_.fetch_sub(1, std::memory_order_relaxed);
                } else {
                    ++i;
                }
            }
            it = of_run.empty() ? watchers_.erase(it) : std::next(it);
        }
    }
    for (auto& [run, watcher] : over) {
        world_.scheduler.post_blocking([self = shared_from_this(), run = run, watcher = std::move(watcher)] {
            Answered answered;
            answered.run = run;
            Result<std::unique_ptr<LoadedRun>> loaded = self->world_.store.read(
                [&](store::Reader& reader) { return drive::load(reader, self->world_.versions, run); });
            if (!loaded || *loaded == nullptr) {
                answered.kind = Answered::Kind::unknown_run;
            } else {
                answered.kind = Answered::Kind::done;
                answered.shown = run::show(*(*loaded)->state);
            }
            watcher.done(std::move(answered));
        });
    }
}

Time Drive::Work::next_due() const {
    Time next = timers_.next();
    if (watchers_count_.load(std::memory_order_relaxed) > 0) {
        const std::lock_guard lock(watchers_mutex_);
        for (const auto& [run, of_run] : watchers_) {
            for (const Watcher& watcher : of_run) {
                next = std::min(next, watcher.until);
            }
        }
    }
    return next;
}

Drive::Figures Drive::Work::figures() const {
    Figures f;
    f.turns = turns_;
    f.runs_started = started_;
    f.runs_ended = ended_;
    f.incidents = incidents_;
    f.quarantined = quarantined_;
    f.decided_again = again_;
    f.loads = loads_;
    f.steps = steps_;
    f.commands_waiting = admission_.inside();
    f.room = admission_.room();
    f.timers = timers_.size();
    f.shards = static_cast<std::size_t>(
        std::count_if(ours_.begin(), ours_.end(), [](const auto& epoch) { return epoch.load() != 0; }));
    f.oldest_timer_late = Duration{timer_late_ms_};
    if (!world_.store.shared()) {
        f.runs_live = found_live_ + static_cast<std::int64_t>(f.runs_started) -
                      static_cast<std::int64_t>(f.runs_ended) - marked_aside_;
    }
    f.commits = commits_took_.read();
    auto& self = const_cast<Work&>(*this);
    for (Shard& shard : self.shards_) {
        const std::lock_guard lock(shard.mutex);
        f.lanes += shard.lanes.size();
    }
    const std::lock_guard lock(self.cache_mutex_);
    f.cached_bytes = cache_bytes_;
    return f;
}

// Call-backs of commands under way hold the drive's inside; unless lanes let go of them, neither would ever go.
void Drive::Work::let_go() {
    {
        std::vector<PutOff> put_off;
        const std::lock_guard lock(put_off_mutex_);
        put_off.swap(put_off_);
    }
    {
        std::deque<LanePtr> to_load;
        const std::lock_guard lock(to_load_mutex_);
        to_load.swap(to_load_);
    }
    for (Shard& shard : shards_) {
        std::unordered_map<RunId, LanePtr> lanes;
        const std::lock_guard lock(shard.mutex);
        lanes.swap(shard.lanes);
    }
}

// Looks at least twenty times a second, so that a timer set meanwhile is never late by more than that.
class TimerThread::Loop {
public:
    Loop(Drive& drive, Clock& clock) : drive_(drive), clock_(clock), thread_([this] { work(); }) {}
    ~Loop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

private:
    void work() {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            lock.unlock();
            drive_.tick();
            const std::int64_t left = drive_.next_due() == run::never ? 50 : (drive_.next_due() - clock_.now()).ms;
            lock.lock();
            wake_.wait_for(lock, std::chrono::milliseconds(std::clamp<std::int64_t>(left, 2, 50)),
                           [this] { return stopping_; });
        }
    }

    Drive& drive_;
    Clock& clock_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

TimerThread::TimerThread(Drive& drive, Clock& clock) : loop_(std::make_unique<Loop>(drive, clock)) {}
TimerThread::~TimerThread() = default;

}  // namespace millrace::drive
