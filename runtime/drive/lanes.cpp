// A lane takes its commands one after the other: load, decide, hand to the committer; the next one when that is
// durable.

#include <exception>
#include <utility>

#include "engine/base/fault.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/drive/work.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::drive {
namespace {

constexpr std::size_t loaded_at_once = 16;

}  // namespace

void Drive::Work::enqueue(OrgId org, RunId run, std::unique_ptr<Job> job) {
    job->org = org;
    const schedule::Class urgency = job->urgency;
    const bool refusable = job->refusable;
    const Admission::Verdict verdict = refusable ? admission_.enter(org, urgency)
                                                 : (admission_.enter_always(org, urgency), Admission::Verdict::welcome);
    if (verdict != Admission::Verdict::welcome) {
        Answered refused;
        refused.kind = verdict == Admission::Verdict::over_share ? Answered::Kind::over_share : Answered::Kind::busy;
        if (job->done) {
            job->done(std::move(refused));
        }
        return;
    }
    Shard& shard = shard_of(run);
    LanePtr lane;
    {
        const std::lock_guard lock(shard.mutex);
        LanePtr& found = shard.lanes[run];
        if (found == nullptr) {
            found = std::make_shared<Lane>();
            found->id = run;
            found->org = org;
        }
        if (found->running) {
            found->jobs.push_back(std::move(job));
            return;
        }
        found->running = true;
        found->current = std::move(job);
        lane = found;
    }
    if (!refusable) {
        post(lane, urgency);
    } else if (!world_.scheduler.post({urgency, org.value},
                                      [self = shared_from_this(), lane] { self->process(lane); })) {
        Answered busy;
        busy.kind = Answered::Kind::busy;
        job_over(lane, std::move(busy));
    }
}

void Drive::Work::post(const LanePtr& lane, schedule::Class urgency) {
    world_.scheduler.post_always({urgency, lane->org.value},
                                 [self = shared_from_this(), lane] { self->process(lane); });
}

void Drive::Work::process(const LanePtr& lane) {
    Job& job = *lane->current;
    if (!ours(lane->id)) {
        lane->drop();
        Answered moved;
        moved.kind = Answered::Kind::moved;
        moved.run = lane->id;
        moved.error = {"run.moved", "expected its run to be with this process, but it went to another: try again"};
        job_over(lane, std::move(moved));
        return;
    }
    if (const std::uint64_t epoch = epoch_of(lane->id); lane->epoch != epoch) {
        lane->drop();  // its shard was another's meanwhile
        lane->epoch = epoch;
    }
    if (job.starts()) {
        lane->state = std::make_unique<run::State>();
        lane->header = {};
        lane->crc = 0;
        const GraphPtr graph = world_.versions.at_hand(std::get<run::StartRun>(job.command).version);
        if (graph != nullptr && !graph->scopes_read.empty() && !std::exchange(job.looked_ahead, true)) {
            world_.scheduler.post_blocking(
                [self = shared_from_this(), lane, graph] { self->look_ahead(lane, *graph); });
            return;
        }
    } else if (lane->state == nullptr) {
        load_soon(lane);
        return;
    } else if (job.org != lane->org) {
        Answered unknown;
        unknown.kind = Answered::Kind::unknown_run;
        unknown.run = lane->id;
        close_rows(lane, std::move(unknown));
        return;
    }
    decide(lane);
}

// Whoever waits for a reader meanwhile shares its snapshot: a fresh one begins with nothing in its cache.
void Drive::Work::load_soon(const LanePtr& lane) {
    loads_.fetch_add(1, std::memory_order_relaxed);
    {
        const std::lock_guard lock(to_load_mutex_);
        to_load_.push_back(lane);
    }
    world_.scheduler.post_blocking([self = shared_from_this()] { self->load_some(); });
}

void Drive::Work::load_some() {
    std::vector<LanePtr> lanes;
    {
        const std::lock_guard lock(to_load_mutex_);
        const std::size_t count = std::min(to_load_.size(), loaded_at_once);
        lanes.assign(to_load_.begin(), to_load_.begin() + static_cast<std::ptrdiff_t>(count));
        to_load_.erase(to_load_.begin(), to_load_.begin() + static_cast<std::ptrdiff_t>(count));
    }
    // Taken first and looked at then: the snapshot has what each of them was told of.
    std::vector<Result<std::unique_ptr<LoadedRun>>> loaded;
    if (!lanes.empty()) {
        world_.store.read([&](store::Reader& reader) {
            for (std::size_t i = loaded.size(); i < lanes.size(); ++i) {
                loaded.push_back(drive::load(reader, world_.versions, lanes[i]->id));
            }
        });
    }
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        loaded_or_not(lanes[i], std::move(loaded[i]));
    }
}

void Drive::Work::loaded_or_not(const LanePtr& lane, Result<std::unique_ptr<LoadedRun>> loaded) {
    Answered unknown;
    unknown.kind = Answered::Kind::unknown_run;
    if (!loaded) {
        const std::optional<store::RunHeader> header = world_.store.read(
            [&](store::Reader& reader) { return store::find_run(reader.org(lane->current->org), lane->id); });
        lane->org = lane->current->org;
        if (!header) {
            refuse(lane, std::move(unknown));
        } else if (!store::is_live(header->status)) {
            Answered aside;
            aside.kind = Answered::Kind::rejected;
            aside.error = {"run.quarantined", "expected a run that goes on but this one was set aside"};
            refuse(lane, std::move(aside));
        } else {
            quarantine(lane, loaded.error().message);
        }
        return;
    }
    if (*loaded == nullptr) {
        refuse(lane, std::move(unknown));
        return;
    }
    lane->org = (*loaded)->header.org;
    lane->header = std::move((*loaded)->header);
    lane->state = std::move((*loaded)->state);
    lane->crc = (*loaded)->crc;
    post(lane, lane->current->urgency);
}

namespace {

// What was fetched for this command; the same question gets the same answer however often it is decided.
class AtHand final : public run::Answers {
public:
    explicit AtHand(const std::vector<run::Answer>& answers) : answers_(answers) {}
    const Value* find(const Question& question) override {
        for (const run::Answer& answer : answers_) {
            if (answer.question == question) {
                return &answer.answer;
            }
        }
        return nullptr;
    }

private:
    const std::vector<run::Answer>& answers_;
};

}  // namespace

void Drive::Work::decide(const LanePtr& lane) {
    Job& job = *lane->current;
    fail_point(job.timer ? "timers.before_decision" : "drive.turn.before_decision");
    AtHand answers(job.answers);
    run::Machine machine{world_.vocabulary, world_.versions};
    run::Decision decision;
    try {
        decision = run::decide(*lane->state, job.command, now(), answers, machine);
    } catch (const std::exception& failure) {
        quarantine(lane, failure.what());
        return;
    }
    switch (decision.kind) {
        case run::Decision::Kind::decided:
            commit_turn(lane, std::move(decision.turn));
            return;
        case run::Decision::Kind::missing:
            // The state is half decided and worth nothing; fetching reads it again along with the answer.
            again_.fetch_add(1, std::memory_order_relaxed);
            world_.scheduler.post_blocking(
                [self = shared_from_this(), lane, question = decision.question] { self->fetch(lane, question); });
            return;
        case run::Decision::Kind::rejected:
        case run::Decision::Kind::ignored: {
            Answered answered;
            answered.kind =
                decision.kind == run::Decision::Kind::rejected ? Answered::Kind::rejected : Answered::Kind::ignored;
            answered.run = lane->id;
            answered.error = std::move(decision.error);
            if (job.starts()) {
                lane->drop();
            } else {
                if (lane->epoch == epoch_of(lane->id)) {
                    timers_.set(lane->org, lane->id, lane->state->due());
                }
            }
            if (job.source) {
                world_.scheduler.post_blocking(
                    [self = shared_from_this(), lane, refused = std::move(answered)]() mutable {
                        self->refuse_unless_seen(lane, std::move(refused));
                    });
                return;
            }
            close_rows(lane, std::move(answered));
            return;
        }
    }
}

// The commit asks for duplicates, and a command that is refused or ignored has none. Whoever tells the same fact again
// hears what he heard then, though the run may have ended since, perhaps by that very fact.
void Drive::Work::refuse_unless_seen(const LanePtr& lane, Answered refused) {
    const store::Source& source = *lane->current->source;
    const auto seen = world_.store.read(
        [&](store::Reader& reader) { return store::find_source(reader.org(source.org), source.source, source.id); });
    if (seen) {
        refused.kind = Answered::Kind::duplicate;
        refused.run = seen->run ? seen->run : lane->id;
        refused.remembered = seen->answer;
        refused.error = {};
    }
    close_rows(lane, std::move(refused));
}

void Drive::Work::fetch(const LanePtr& lane, const Question& question) {
    Job& job = *lane->current;
    lane->drop();
    Result<Value> answer = world_.store.read([&](store::Reader& reader) { return read(reader, lane, question); });
    if (!answer) {
        Answered failed;
        failed.error = answer.error();
        failed.run = lane->id;
        if (question.name == "version" && !job.starts()) {
            quarantine(lane, answer.error().message);
        } else {
            close_rows(lane, std::move(failed));
        }
        return;
    }
    if (question.name != "version") {
        job.answers.push_back({question, std::move(*answer)});
    }
    post(lane, job.urgency);
}

// What the flow's own expressions read is at hand before its first turn is decided: else that turn would be decided
// once more for each of them.
void Drive::Work::look_ahead(const LanePtr& lane, const Graph& graph) {
    Job& job = *lane->current;
    const std::size_t before = job.answers.size();
    world_.store.read([&](store::Reader& reader) {
        job.answers.resize(before);
        for (const std::string& scope : graph.scopes_read) {
            Question question{scope, Value()};
            if (Result<Value> answer = read(reader, lane, question)) {
                job.answers.push_back({std::move(question), std::move(*answer)});
            }
        }
    });
    post(lane, job.urgency);
}

Result<Value> Drive::Work::read(store::Session& session, const LanePtr& lane, const Question& question) {
    if (question.name == "version") {
        const auto id = store::VersionId{static_cast<std::uint64_t>(question.about.as_integer())};
        const Result<GraphPtr> graph = world_.versions.load(session, id);
        return graph ? Result<Value>(Value()) : Result<Value>(graph.error());
    }
    if (question.name == "flow") {
        const Result<GraphPtr> graph =
            world_.versions.load_current(session.org(lane->org), session, question.about.as_string());
        return graph ? Value(static_cast<std::int64_t>((*graph)->version_id)) : Value();
    }
    const Read* read = world_.reads.find(question.name);
    if (read == nullptr) {
        return Value();
    }
    store::SubjectId subject = lane->header.subject;
    if (const auto* start = std::get_if<run::StartRun>(&lane->current->command)) {
        subject = store::SubjectId{start->subject.id};
    }
    // A binding is one of the flow's own: the question says which flow asks.
    return (*read)(session.org(lane->org), subject, question.about);
}

// The run's code threw or its journal is damaged: it is set aside by a turn of its own that calls no node code, and
// the command that met it hears so. A journal that cannot be folded leaves only the header to be marked.
void Drive::Work::quarantine(const LanePtr& lane, const std::string& reason) {
    Job& job = *lane->current;
    lane->drop();
    Answered failed;
    failed.run = lane->id;
    failed.error = {"run.quarantined", "expected the run to be sound but it had to be set aside: " + reason};
    if (std::holds_alternative<run::Quarantine>(job.command)) {
        auto commit = std::make_unique<ClosingCommit>();
        commit->standing = job.standing();
        commit->shards = std::uint64_t{1} << millrace::shard_of(lane->id.value);
        commit->local.push_back({.run = [id = lane->id](store::Transaction& tx) -> Status {
            tx.run("UPDATE run SET status = $status WHERE id = $id",
                   {{"status", store::RunStatus::quarantined}, {"id", id}});
            return {};
        }});
        commit->local.push_back({.run = [self = shared_from_this(), id = lane->id](store::Transaction& tx) {
            return self->nobody_left_in_silence(tx, id);
        }});
        quarantined_.fetch_add(1, std::memory_order_relaxed);
        marked_aside_.fetch_add(1, std::memory_order_relaxed);
        timers_.set(lane->org, lane->id, run::never);
        // Only then the next command, which looks at the header.
        commit->then = [self = shared_from_this(), lane, failed = std::move(failed)](store::Outcome) mutable {
            self->close_rows(lane, std::move(failed));
        };
        submit(std::move(commit));
        return;
    }
    if (job.starts() || std::exchange(job.set_aside, true)) {  // setting it aside has been tried for this command
        close_rows(lane, std::move(failed));
        return;
    }
    auto aside = std::make_unique<Job>();
    aside->command = run::Quarantine{reason};
    aside->urgency = schedule::Class::live;
    {
        // First the setting aside, then the command again: it will be told that the run is over.
        const std::lock_guard lock(shard_of(lane->id).mutex);
        lane->jobs.push_front(std::exchange(lane->current, std::move(aside)));
        lane->current->org = lane->org;
        admission_.enter_always(lane->org, schedule::Class::live);
    }
    post(lane, schedule::Class::live);
}

// Its state cannot be read, so no clean-up of its own is possible: the desk sees to the subject it owned.
Status Drive::Work::nobody_left_in_silence(store::Transaction& tx, RunId run) {
    const auto header = store::find_run(tx, run);
    if (!header || !header->owner || !world_.unclaimed) {
        return {};
    }
    store::InboxRow row;
    row.org = header->org;
    row.subject = header->subject;
    const store::LocalWork work = world_.unclaimed(row, SignalEnvelope{});
    return work.run ? work.run(tx) : Status{};
}

// Nothing was written for the job.
void Drive::Work::refuse(const LanePtr& lane, Answered answered) {
    answered.run = lane->id;
    lane->drop();
    close_rows(lane, std::move(answered));
}

void Drive::Work::job_over(const LanePtr& lane, Answered answered) {
    const std::unique_ptr<Job> job = std::move(lane->current);
    job_left(*job);
    if (job->timer) {
        timers_out_.fetch_sub(1, std::memory_order_relaxed);
    }
    fail_point("drive.job.before_answer");
    if (job->done) {
        job->done(std::move(answered));
    }
    fail_point("drive.job.answered");
    next(lane);
}

void Drive::Work::next(const LanePtr& lane) {
    Shard& shard = shard_of(lane->id);
    const bool keep = lane->state != nullptr && !run::is_terminal(lane->state->status);
    if (keep) {
        keep_in_cache(lane);
    }
    schedule::Class urgency{};
    {
        const std::lock_guard lock(shard.mutex);
        if (lane->jobs.empty()) {
            lane->running = false;
            if (!keep) {
                shard.lanes.erase(lane->id);
            }
            return;
        }
        lane->current = std::move(lane->jobs.front());
        lane->jobs.pop_front();
        urgency = lane->current->urgency;
    }
    if (!keep) {
        lane->drop();
    }
    post(lane, urgency);
}

// The newest goes to the end; the oldest that are idle go when all together are too large.
void Drive::Work::keep_in_cache(const LanePtr& lane) {
    std::vector<RunId> evicted;
    {
        const std::lock_guard lock(cache_mutex_);
        if (const auto found = cached_.find(lane->id); found != cached_.end()) {
            cache_bytes_ -= found->second->second;
            cache_.erase(found->second);
        }
        const std::size_t bytes = lane->state->footprint() + sizeof(Lane);
        cache_.emplace_back(lane->id, bytes);
        cached_[lane->id] = std::prev(cache_.end());
        cache_bytes_ += bytes;
        while (cache_bytes_ > options_.cache_bytes_max && cache_.size() > 1) {
            evicted.push_back(cache_.front().first);
            cache_bytes_ -= cache_.front().second;
            cached_.erase(cache_.front().first);
            cache_.pop_front();
        }
    }
    for (RunId id : evicted) {
        if (id == lane->id) {
            continue;
        }
        Shard& shard = shard_of(id);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.lanes.find(id);
        if (found != shard.lanes.end() && !found->second->running) {
            shard.lanes.erase(found);
        }
    }
}

}  // namespace millrace::drive
