// A decided turn becomes a commit; a finished commit releases what waited for it.

#include <thread>

#include "engine/base/fault.hpp"
#include "engine/run/journal.hpp"
#include "engine/run/view.hpp"
#include "engine/value/codec.hpp"
#include "runtime/drive/work.hpp"

namespace millrace::drive {
namespace {

store::RunStatus stored(run::Status status) {
    switch (status) {
        case run::Status::running:
            return store::RunStatus::running;
        case run::Status::waiting:
            return store::RunStatus::waiting;
        case run::Status::completed:
            return store::RunStatus::completed;
        case run::Status::incident:
            return store::RunStatus::incident;
        case run::Status::cancelled:
            return store::RunStatus::cancelled;
        case run::Status::quarantined:
            return store::RunStatus::quarantined;
    }
    return store::RunStatus::quarantined;
}

bool settled(run::Status status) {
    return run::is_terminal(status) || status == run::Status::incident;
}

// Nothing is there of it, and there may be later.
bool unwritten(store::Outcome outcome) {
    return outcome == store::Outcome::storage_full || outcome == store::Outcome::failed;
}

// The order a remote effect leaves with.
std::string encode_order(const run::EffectOrder& order) {
    ByteWriter out;
    out.byte(1);
    out.text(order.name);
    encode(order.payload, out);
    return out.take();
}

store::LocalWork local_work(const LocalHandler& handler, OrgId org, const run::State& state,
                            const run::EffectOrder& order) {
    struct Asked {
        OrgId org;
        RunId run;
        store::SubjectId subject;
        String kind;
        bool owner;
        run::EffectOrder order;
        const LocalHandler* handler;

        store::InboxRow answer(Signal signal, Time at) const {
            return signal_to_run(org, run, order.activation, std::move(signal), at);
        }
    };
    auto asked = std::make_shared<const Asked>(Asked{org, RunId{state.run}, store::SubjectId{state.subject.id},
                                                     state.subject.kind, state.subject.owned, order, &handler});
    return {.run = [asked](store::Transaction& tx) -> Status {
                const LocalEffect effect{asked->org,          asked->run,
                                         asked->subject,      asked->kind.view(),
                                         asked->owner,        asked->order.activation,
                                         asked->order.number, asked->order.name.view(),
                                         asked->order.payload};
                Result<std::optional<Signal>> answer = (*asked->handler)(tx, effect);
                if (!answer) {
                    return answer.error();
                }
                if (*answer && asked->order.awaited) {
                    tx.deliver(asked->answer(std::move(**answer), tx.now()));
                }
                return {};
            },
            .failed =
                [asked](store::Transaction& tx, const Error& error) {
                    tx.deliver(asked->answer(
                        Signal{"effect.failed",
                               Map{{"effect", asked->order.name}, {"code", error.code}, {"message", error.message}}},
                        tx.now()));
                }};
}

}  // namespace

void Drive::Work::commit_turn(const LanePtr& lane, run::Turn&& turn) {
    fail_point("drive.turn.decided");
    auto commit = std::make_unique<TurnCommit>();
    run::State& state = *lane->state;
    Job& job = *lane->current;
    commit->lane = lane;

    store::RunChange change;
    change.seq_before = lane->header.seq;
    change.status_before = lane->header.status;
    store::RunHeader& header = change.header;
    header = lane->header;
    const Graph& graph = *state.root().graph;
    change.relabelled = header.version.value != graph.version_id;
    header.id = lane->id;
    header.org = lane->org;
    header.flow = graph.key;
    header.version = store::VersionId{graph.version_id};
    header.status = stored(state.status);
    header.subject = store::SubjectId{state.subject.id != 0 ? state.subject.id : state.run};
    header.owner = state.subject.owned || state.subject.id == 0;
    header.seq = state.seq;
    const Time due = state.due();
    header.due = due == run::never ? std::nullopt : std::optional<Time>(due);
    header.started = state.started;
    header.updated = state.updated;

    std::string snapshot;
    if (!run::is_terminal(state.status)) {
        snapshot = run::encode_snapshot(state);
        if (!run::wants_snapshot(state, snapshot.size())) {
            snapshot.clear();
        }
    }
    store::TurnRow row;
    row.run = lane->id;
    row.org = lane->org;
    row.seq = state.seq;
    row.prev = lane->header.head;
    row.body = run::encode(turn, snapshot);
    row.crc = store::turn_crc(lane->crc, lane->id, state.seq, row.body);
    row.has_snapshot = !snapshot.empty();
    commit->turn = std::move(row);
    commit->run = std::move(change);

    for (const run::EffectOrder& order : turn.effects) {
        if (!order.spec->local) {
            store::OutboxRow out;
            out.org = lane->org;
            out.run = lane->id;
            out.subject = header.subject;
            out.activation = order.activation;
            out.n = order.number;
            out.destination = world_.destination ? world_.destination(order.name, order.payload) : std::string();
            out.next_at = turn.now;
            out.body = encode_order(order);
            commit->outbox.push_back(std::move(out));
        } else if (const LocalHandler* handler = world_.effects.find(order.name)) {
            commit->local.push_back(local_work(*handler, lane->org, state, order));
        } else {
            static const LocalHandler nobody = [](store::Transaction&, const LocalEffect& effect) {
                return Result<std::optional<Signal>>(
                    Error{"effect.unknown",
                          "expected somebody to carry out '" + std::string(effect.name) + "' but nobody does"});
            };
            commit->local.push_back(local_work(nobody, lane->org, state, order));
        }
    }
    if (job.along.run) {
        commit->local.push_back(job.along);  // a copy: the turn may have to be decided again
    }
    commit->consumed = job.inbox;
    if (job.outbox) {
        commit->outbox_changes.push_back(*job.outbox);
    }
    if (!fault("drive_forgets_source")) {
        commit->source = job.source;
    }
    if (!fault("drive_forgets_key")) {
        commit->key = job.key;
    }
    if (commit->key && commit->key->answer.empty()) {
        commit->key->answer = to_text(lane->id);
    }
    if (commit->source && !commit->source->run) {
        commit->source->run = lane->id;
    }
    if (job.show) {
        commit->shown = run::show(state);
    }
    commit->decided = std::move(turn);
    commit->standing = job.standing();
    commit->handed_in = now();
    if (fault("drive_acknowledges_before_commit") && job.done) {
        Answered early;
        early.kind = Answered::Kind::done;
        early.run = lane->id;
        std::exchange(job.done, {})(std::move(early));
    }
    submit(std::move(commit));
    fail_point("drive.turn.submitted");
}

// The store refuses only when far too much waits for it. What has been decided is not thrown away for that: the wait
// moves to a thread that may block.
void Drive::Work::submit(std::unique_ptr<store::Commit> commit) {
    // One that is refused stays with its caller: NOLINTBEGIN(bugprone-use-after-move)
    const Status taken = world_.store.submit(std::move(commit));
    if (taken) {
        return;
    }
    if (taken.error().code == "store.closed") {
        commit->result.outcome = store::Outcome::closed;
        store::Commits closed;
        closed.push_back(std::move(commit));
        finished(std::move(closed));
        return;
    }
    world_.scheduler.post_blocking(
        [self = shared_from_this(),
         waiting = std::make_shared<std::unique_ptr<store::Commit>>(std::move(commit))]() mutable {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            self->submit(std::move(*waiting));
        });
    // NOLINTEND(bugprone-use-after-move)
}

void Drive::Work::settle(std::unique_ptr<store::Commit> commit) {
    if (dynamic_cast<TurnCommit*>(commit.get()) != nullptr) {
        turn_settled(std::unique_ptr<TurnCommit>(static_cast<TurnCommit*>(commit.release())));
        return;
    }
    auto* closing = dynamic_cast<ClosingCommit*>(commit.get());
    if (closing != nullptr && unwritten(commit->result.outcome) && !fault("drive_gives_up_when_the_disk_is_full")) {
        put_off([self = shared_from_this(), waiting = std::make_shared<std::unique_ptr<store::Commit>>(
                                                std::move(commit))]() mutable { self->submit(std::move(*waiting)); });
        return;
    }
    if (closing != nullptr && commit->result.outcome == store::Outcome::moved) {
        for (const std::uint64_t row :
             {commit->consumed.value, commit->outbox_changes.empty() ? 0 : commit->outbox_changes.front().id.value}) {
            if (row != 0) {
                in_doubt(RunId{row});
            }
        }
    }
    release(commit->result);
    if (closing != nullptr && closing->then) {
        closing->then(closing->result.outcome);
    }
}

void Drive::Work::turn_settled(std::unique_ptr<TurnCommit> commit) {
    const LanePtr lane = commit->lane;
    Job& job = *lane->current;
    Answered answered;
    answered.run = lane->id;
    answered.error = commit->result.error;
    switch (commit->result.outcome) {
        case store::Outcome::committed: {
            fail_point(job.timer    ? "timers.fired"
                       : job.outbox ? "outbox.answer_committed"
                       : job.inbox  ? "drive.turn.of_inbox_committed"
                                    : "drive.turn.of_request_committed");
            const run::State& state = *lane->state;
            const bool began = lane->header.seq == 0;
            lane->header = std::move(commit->run->header);
            lane->crc = commit->turn->crc;
            turns_.fetch_add(1, std::memory_order_relaxed);
            steps_.fetch_add(state.steps, std::memory_order_relaxed);
            started_.fetch_add(began ? 1 : 0, std::memory_order_relaxed);
            ended_.fetch_add(run::is_terminal(state.status) ? 1 : 0, std::memory_order_relaxed);
            incidents_.fetch_add(state.status == run::Status::incident ? 1 : 0, std::memory_order_relaxed);
            quarantined_.fetch_add(state.status == run::Status::quarantined ? 1 : 0, std::memory_order_relaxed);
            if ((lane->header.due || !began) && lane->epoch == epoch_of(lane->id) &&
                !(fault("drive_arms_first_timer_only") && !began)) {
                timers_.set(lane->org, lane->id, lane->header.due.value_or(run::never));
            }
            if (world_.watched) {
                world_.watched(state, commit->decided);
            }
            if (settled(state.status) && watchers_count_.load(std::memory_order_relaxed) > 0) {
                tell_watchers(lane->id, state);
            }
            if (commit->decided.more && !fault("drive_does_not_go_on")) {
                auto go_on = std::make_unique<Job>();
                go_on->command = run::ContinueRun{};
                go_on->org = lane->org;
                go_on->urgency = job.urgency;
                const std::lock_guard lock(shard_of(lane->id).mutex);
                lane->jobs.push_front(std::move(go_on));
                admission_.enter_always(lane->org, job.urgency);
            }
            release(commit->result);
            fail_point("drive.turn.released");
            answered.kind = Answered::Kind::done;
            answered.shown = std::move(commit->shown);
            job_over(lane, std::move(answered));
            return;
        }
        case store::Outcome::conflict:
            // Somebody else wrote this run, or took this row. Look again; a row that is gone has been handled.
            lane->drop();
            if (job.inbox && job.tries > 0) {
                answered.kind = Answered::Kind::ignored;
                job.inbox = {};
                job_over(lane, std::move(answered));
                return;
            }
            if (job.tries < 8) {
                ++job.tries;
                post(lane, job.urgency);
                return;
            }
            answered.error = {"run.conflict", "expected to be this run's only writer but it kept moving on"};
            break;
        case store::Outcome::subject_taken:
            answered.kind = Answered::Kind::rejected;
            answered.run = commit->result.earlier;
            answered.error = {"run.subject_taken", "expected the subject to be free but the run " +
                                                       to_text(commit->result.earlier) + " owns it"};
            break;
        case store::Outcome::duplicate:
            answered.kind = Answered::Kind::duplicate;
            answered.run = commit->result.earlier ? commit->result.earlier : lane->id;
            answered.remembered = std::move(commit->result.answer);
            break;
        case store::Outcome::key_reused:
            answered.kind = Answered::Kind::key_reused;
            break;
        case store::Outcome::storage_full:
            answered.kind = Answered::Kind::storage_full;
            break;
        case store::Outcome::failed:
            break;
        case store::Outcome::moved:
            answered.kind = Answered::Kind::moved;
            in_doubt(lane->id);
            if (job.inbox) {
                in_doubt(RunId{job.inbox.value});
            }
            if (job.outbox) {
                in_doubt(RunId{job.outbox->id.value});
            }
            break;
        case store::Outcome::closed:
            answered.error = {"store.closed", "expected the store to be open but the process is stopping"};
            break;
    }
    if (!fault("drive_keeps_undone_state")) {
        lane->drop();
    }
    // Nobody else asks again for what the run itself is owed: an answer, a row of the inbox, its own going on.
    if (unwritten(commit->result.outcome) && !job.refusable && !job.timer &&
        !fault("drive_gives_up_when_the_disk_is_full")) {
        put_off(lane);
        return;
    }
    if (job.timer && commit->result.outcome != store::Outcome::moved) {
        put_off(
            [self = shared_from_this(), org = lane->org, id = lane->id] { self->timers_.set(org, id, self->now()); });
    }
    job_over(lane, std::move(answered));
}

// The disk may have room later. The lane waits for that, so that nothing overtakes; whoever can be told is told.
void Drive::Work::put_off(const LanePtr& lane) {
    std::vector<std::unique_ptr<Job>> refused;
    {
        const std::lock_guard lock(shard_of(lane->id).mutex);
        std::deque<std::unique_ptr<Job>> kept;
        for (std::unique_ptr<Job>& job : lane->jobs) {
            if (job->refusable) {
                refused.push_back(std::move(job));
            } else {
                kept.push_back(std::move(job));
            }
        }
        lane->jobs.swap(kept);
    }
    lane->current->tries = 0;
    put_off([self = shared_from_this(), lane] { self->post(lane, lane->current->urgency); });
    for (const std::unique_ptr<Job>& job : refused) {
        job_left(*job);
        Answered full;
        full.kind = Answered::Kind::storage_full;
        full.run = lane->id;
        if (job->done) {
            job->done(std::move(full));
        }
    }
}

void Drive::Work::put_off(std::function<void()> again) {
    const std::lock_guard lock(put_off_mutex_);
    put_off_.push_back({now(), std::move(again)});
}

// The job is over without a turn; rows it came from are closed all the same, unless the router wants to see to it.
void Drive::Work::close_rows(const LanePtr& lane, Answered answered) {
    Job& job = *lane->current;
    const bool inbox = job.inbox && !job.keep_inbox_if_ignored;
    if (!inbox && !job.outbox) {
        job_over(lane, std::move(answered));
        return;
    }
    auto commit = std::make_unique<ClosingCommit>();
    commit->standing = job.standing();
    if (inbox) {
        commit->consumed = job.inbox;
    }
    if (job.outbox) {
        commit->outbox_changes.push_back(*job.outbox);
    }
    commit->then = [self = shared_from_this(), lane, answered = std::move(answered)](store::Outcome) mutable {
        self->job_over(lane, std::move(answered));
    };
    submit(std::move(commit));
}

}  // namespace millrace::drive
