// Rows that are addressed to a subject or to everybody. Those of one subject are routed in order, one at a time, so
// that a customer's first message waits until the run that greets him exists.

#include <algorithm>
#include <atomic>

#include "engine/base/clock.hpp"
#include "engine/base/fault.hpp"
#include "runtime/drive/work.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::drive {

void Drive::Work::deliver(std::vector<store::InboxRow> rows) {
    line_up(rows);
    hand_out(std::move(rows));
}

// Rows get their places as they were written, whichever thread hands them on first. The front of a line that moves is
// under way and stays there.
void Drive::Work::line_up(std::vector<store::InboxRow>& rows) {
    for (store::InboxRow& row : rows) {
        if (row.run || !ours(row)) {
            continue;
        }
        const std::lock_guard lock(subjects_mutex_);
        SubjectLine& line = subjects_[{row.org.value, row.subject.value}];
        auto place = line.rows.end();
        const auto first = line.rows.begin() + (line.running ? 1 : 0);
        while (place > first && std::prev(place)->id > row.id) {
            --place;
        }
        // A row may be read by a take-up and handed on by its commit.
        if (place != line.rows.begin() && std::prev(place)->id == row.id) {
            continue;
        }
        line.rows.insert(place, std::move(row));  // who it is for can still be read
    }
}

void Drive::Work::hand_out(std::vector<store::InboxRow> rows) {
    for (store::InboxRow& row : rows) {
        if (!ours(row)) {
            continue;  // whoever has the shard looks for it
        }
        if (row.run) {
            Result<Envelope> envelope = decode_envelope(row.body);
            auto* signal = envelope ? std::get_if<SignalEnvelope>(&*envelope) : nullptr;
            auto job = std::make_unique<Job>();
            job->urgency = schedule::Class::live;
            job->inbox = row.id;
            if (auto* other = envelope ? std::get_if<CommandEnvelope>(&*envelope) : nullptr) {
                job->command = std::move(other->command);
            } else if (signal == nullptr) {
                job->command = run::Quarantine{"its inbox holds a row that cannot be read"};
            } else {
                job->command = run::DeliverSignal{std::move(signal->signal), signal->activation, std::move(signal->id),
                                                  signal->at};
            }
            enqueue(row.org, row.run, std::move(job));
            continue;
        }
        const SubjectKey key{row.org.value, row.subject.value};
        bool begin = false;
        {
            const std::lock_guard lock(subjects_mutex_);
            const auto line = subjects_.find(key);  // none: somebody behind it has drawn it along already
            begin = line != subjects_.end() && !std::exchange(line->second.running, true);
        }
        if (begin) {
            route_next(key);
        }
    }
}

void Drive::Work::route_next(SubjectKey key) {
    world_.scheduler.post_blocking([self = shared_from_this(), key] {
        store::InboxRow row;
        {
            const std::lock_guard lock(self->subjects_mutex_);
            row = self->subjects_[key].rows.front();
            if (!self->ours(row)) {
                self->subjects_.erase(key);  // the line is another's
                return;
            }
        }
        self->route(key, row);
    });
}

// The first row of the line is over.
void Drive::Work::routed(SubjectKey key) {
    {
        const std::lock_guard lock(subjects_mutex_);
        SubjectLine& line = subjects_[key];
        line.rows.pop_front();
        if (line.rows.empty()) {
            subjects_.erase(key);
            return;
        }
    }
    route_next(key);
}

void Drive::Work::route(SubjectKey key, const store::InboxRow& row) {
    fail_point("drive.router.row_taken");
    if (world_.store.shared() &&
        !world_.store.read([&](store::Reader& reader) { return store::is_pending(reader, row.id); })) {
        routed(key);  // it came twice, and has been dealt with
        return;
    }
    const Result<Envelope> envelope = decode_envelope(row.body);
    if (!envelope) {
        consume(key, row, {});
        return;
    }
    if (const auto* signal = std::get_if<SignalEnvelope>(&*envelope)) {
        route_signal(key, row, *signal);
    } else if (std::holds_alternative<CommandEnvelope>(*envelope)) {
        consume(key, row, {});  // for a run, which this row does not name
    } else if (const auto* start = std::get_if<StartEnvelope>(&*envelope)) {
        route_start(key, row, *start);
    } else {
        route_event(key, row, std::get<EventEnvelope>(*envelope));
    }
}

// Companions hear it too, each once; then the owner's turn consumes the row. Without an owner the desk has its own
// answer.
void Drive::Work::route_signal(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal) {
    const std::vector<store::RunHeader> live =
        world_.store.read([&](store::Reader& reader) { return store::live_runs_of(reader.org(row.org), row.subject); });
    RunId owner;
    std::vector<std::pair<RunId, std::unique_ptr<Job>>> companions;
    const bool has_owner = std::any_of(live.begin(), live.end(), [](const store::RunHeader& run) { return run.owner; });
    if (!has_owner && let_start_pass(key)) {
        route_next(key);
        return;
    }
    for (const store::RunHeader& run : live) {
        if (run.owner) {
            owner = run.id;
            continue;
        }
        auto job = std::make_unique<Job>();
        job->urgency = schedule::Class::live;
        job->command = run::DeliverSignal{signal.signal, 0, signal.id, signal.at};
        job->source = store::Source{row.org, "inbox", to_text(row.id) + ":" + to_text(run.id), run.id, {}};
        companions.emplace_back(run.id, std::move(job));
    }
    first_these(row.org, std::move(companions), [self = shared_from_this(), key, row, signal, owner](bool moved) {
        if (moved) {
            self->not_now(key, row);
        } else if (owner) {
            self->hand_to_owner(key, row, signal, owner);
        } else {
            self->unclaimed(key, row, signal);
        }
    });
}

// Between the end of one flow and the start of the next nobody owns the subject. What was said before that start was
// written is for the run that it begins, not for the desk: the front of the line goes behind it. False if none waits.
bool Drive::Work::let_start_pass(SubjectKey key) {
    const std::lock_guard lock(subjects_mutex_);
    std::deque<store::InboxRow>& rows = subjects_[key].rows;
    const auto start = std::find_if(std::next(rows.begin()), rows.end(), [](const store::InboxRow& row) {
        const Result<Envelope> envelope = decode_envelope(row.body);
        const auto* starting = envelope ? std::get_if<StartEnvelope>(&*envelope) : nullptr;
        return starting != nullptr && starting->owner;
    });
    if (start == rows.end()) {
        return false;
    }
    // Behind it, and behind those that have let it pass before.
    const auto place = std::find_if(std::next(start), rows.end(),
                                    [&](const store::InboxRow& row) { return row.id > rows.front().id; });
    std::rotate(rows.begin(), std::next(rows.begin()), place);
    return true;
}

// The row is consumed only when whoever else it concerns has it: else a process that ends between the two would keep it
// from them.
void Drive::Work::first_these(OrgId org, std::vector<std::pair<RunId, std::unique_ptr<Job>>> jobs,
                              std::function<void(bool moved)> then) {
    auto left = std::make_shared<std::atomic<std::size_t>>(jobs.size() + 1);
    auto moved = std::make_shared<std::atomic<bool>>(false);
    const auto over = [left, moved, then = std::move(then)] {
        if (left->fetch_sub(1) == 1) {
            then(*moved);
        }
    };
    for (auto& [run, job] : jobs) {
        if (!fault("router_consumes_before_all_have_it")) {
            job->done = [over, moved](const Answered& answered) {
                if (answered.kind == Answered::Kind::moved) {
                    *moved = true;
                }
                over();
            };
        } else {
            left->fetch_sub(1);
        }
        enqueue(org, run, std::move(job));
    }
    over();
}

void Drive::Work::hand_to_owner(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal, RunId owner) {
    auto job = std::make_unique<Job>();
    job->urgency = schedule::Class::live;
    job->command = run::DeliverSignal{signal.signal, 0, signal.id, signal.at};
    job->inbox = row.id;
    job->keep_inbox_if_ignored = true;
    job->done = [self = shared_from_this(), key, row, signal, run = owner](Answered answered) {
        if (answered.kind == Answered::Kind::moved) {
            self->not_now(key, row);
            return;
        }
        if (answered.kind != Answered::Kind::ignored && answered.kind != Answered::Kind::unknown_run &&
            answered.kind != Answered::Kind::rejected) {
            self->routed(key);
            return;
        }
        // It does not take this signal, or it has ended just now and nobody owns the subject any more.
        self->world_.scheduler.post_blocking([self, key, row, signal, run] {
            const bool alive = self->world_.store.read([&](store::Reader& reader) {
                const auto header = store::find_run(reader.org(row.org), run);
                return header && store::is_live(header->status);
            });
            if (fault("router_drops_what_came_too_late")) {
                self->consume(key, row, {});
            } else if (alive) {
                self->consume(key, row, self->unless_it_has_ended(row, signal, run));
            } else {
                self->route(key, row);
            }
        });
    };
    enqueue(row.org, owner, std::move(job));
}

// The owner does not take it, and may end before the row is gone: whether anybody is left to answer is looked at in the
// very commit.
store::LocalWork Drive::Work::unless_it_has_ended(const store::InboxRow& row, const SignalEnvelope& signal,
                                                  RunId owner) {
    store::LocalWork work = world_.unclaimed ? world_.unclaimed(row, signal) : store::LocalWork{};
    if (work.run) {
        work.run = [org = row.org, owner, otherwise = std::move(work.run)](store::Transaction& tx) -> Status {
            const auto header = store::find_run(tx.org(org), owner);
            return header && store::is_live(header->status) ? Status{} : otherwise(tx);
        };
    }
    return work;
}

void Drive::Work::route_start(SubjectKey key, const store::InboxRow& row, const StartEnvelope& start) {
    const SignalEnvelope as_signal{Signal{String(start.event_name), start.event}, 0, {}, row.at};
    Result<GraphPtr> graph = world_.store.read(
        [&](store::Reader& reader) { return world_.versions.load_current(reader.org(row.org), reader, start.flow); });
    if (!graph) {
        unclaimed(key, row, as_signal);
        return;
    }
    const int shard = millrace::shard_of(row.subject ? row.subject.value : row.id.value);
    const RunId id = world_.store.ids().next<RunId>(row.subject ? shard : next_shard().value_or(shard));
    run::StartRun command;
    command.run = id.value;
    command.org = row.org.value;
    command.version = (*graph)->version_id;
    command.seed = mix(id.value);
    command.subject = {String(start.subject_kind), row.subject.value, start.owner};
    command.input = start.input;
    Map event = start.event.is_map() ? start.event.as_map() : Map{};
    event.set("input", start.input.is_nil() ? Value(Map{}) : start.input);
    command.event = std::move(event);
    command.conditional = !start.event_name.empty();

    auto job = std::make_unique<Job>();
    job->urgency = schedule::Class::live;
    job->command = std::move(command);
    job->inbox = row.id;
    job->keep_inbox_if_ignored = true;
    const std::string if_running = (*graph)->trigger.if_running;
    if (fault("router_does_not_wait_for_the_start")) {
        routed(key);
        key = {0, key.second};
    }
    job->done = [self = shared_from_this(), key, row, as_signal, if_running](Answered answered) {
        if (key.first == 0) {
            return;
        }
        if (answered.kind == Answered::Kind::moved) {
            self->not_now(key, row);
        } else if (answered.kind == Answered::Kind::done) {
            self->routed(key);
        } else if (answered.error.code == "run.subject_taken" && if_running == "signal" &&
                   !as_signal.signal.name.empty()) {
            self->world_.scheduler.post_blocking(
                [self, key, row, as_signal] { self->route_signal(key, row, as_signal); });
        } else if (answered.error.code == "run.subject_taken" && if_running == "replace") {
            auto cancel = std::make_unique<Job>();
            cancel->command = run::CancelRun{"replaced"};
            cancel->urgency = schedule::Class::live;
            cancel->done = [self, key](Answered) { self->route_next(key); };
            self->enqueue(row.org, answered.run, std::move(cancel));
        } else if (answered.error.code == "run.subject_taken" || answered.kind == Answered::Kind::ignored) {
            self->consume(key, row, {});
        } else {
            self->unclaimed(key, row, as_signal);
        }
    };
    enqueue(row.org, id, std::move(job));
}

// Every published flow that this event triggers starts a companion; who subscribed heard of it in the emitter's own
// transaction.
void Drive::Work::route_event(SubjectKey key, const store::InboxRow& row, const EventEnvelope& event) {
    const std::vector<GraphPtr> triggered = world_.store.read([&](store::Reader& reader) {
        std::vector<GraphPtr> graphs;
        const store::OrgReader org = reader.org(row.org);
        for (const store::FlowRow& flow : store::list_flows(org)) {
            if (flow.current == 0) {
                continue;
            }
            const Result<GraphPtr> graph = world_.versions.load_current(org, reader, flow.key);
            if (graph &&
                ((*graph)->trigger.on == "event:" + event.name.str() || (*graph)->trigger.on == event.name.view())) {
                graphs.push_back(*graph);
            }
        }
        return graphs;
    });
    std::vector<std::pair<RunId, std::unique_ptr<Job>>> starts;
    for (const GraphPtr& graph : triggered) {
        const int shard = millrace::shard_of(row.subject ? row.subject.value : row.id.value);
        const RunId id = world_.store.ids().next<RunId>(row.subject ? shard : next_shard().value_or(shard));
        run::StartRun command;
        command.run = id.value;
        command.org = row.org.value;
        command.version = graph->version_id;
        command.seed = mix(id.value);
        command.subject = {row.subject ? String(event.subject_kind) : String(), row.subject.value, false};
        command.input = Map{};
        command.event = event.payload;
        command.conditional = true;
        auto job = std::make_unique<Job>();
        job->command = std::move(command);
        job->source = store::Source{row.org, "inbox", to_text(row.id) + ":" + graph->key, id, {}};
        starts.emplace_back(id, std::move(job));
    }
    first_these(row.org, std::move(starts), [self = shared_from_this(), key, row](bool moved) {
        if (moved) {
            self->not_now(key, row);
        } else {
            self->consume(key, row, {});
        }
    });
}

// A run that it concerns is in a shard that went to another process. If the row went with it, it is found there; if it
// is ours still, it is tried again: a new run gets an id in a shard of ours, and who has heard it hears nothing twice.
void Drive::Work::not_now(SubjectKey key, const store::InboxRow& row) {
    if (ours(row)) {
        put_off([self = shared_from_this(), key] { self->route_next(key); });
        return;
    }
    const std::lock_guard lock(subjects_mutex_);
    subjects_.erase(key);
}

void Drive::Work::unclaimed(SubjectKey key, const store::InboxRow& row, const SignalEnvelope& signal) {
    consume(key, row, world_.unclaimed ? world_.unclaimed(row, signal) : store::LocalWork{});
}

void Drive::Work::consume(SubjectKey key, const store::InboxRow& row, store::LocalWork work) {
    auto commit = std::make_unique<ClosingCommit>();
    commit->standing.whose = row.org.value;
    commit->consumed = row.id;
    if (work.run) {
        commit->local.push_back(std::move(work));
    }
    commit->then = [self = shared_from_this(), key](store::Outcome) {
        fail_point("drive.router.row_consumed");
        self->routed(key);
    };
    submit(std::move(commit));
}

}  // namespace millrace::drive
