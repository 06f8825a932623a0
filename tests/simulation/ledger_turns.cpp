// What a committed turn must be: the next of its run, legal, and the same when folded.

#include <algorithm>

#include <fmt/format.h>

#include "engine/desk/vocabulary.hpp"
#include "tests/simulation/event_reader.hpp"
#include "tests/simulation/ledger.hpp"

namespace millrace::simulation {
namespace {

std::string named(const run::State& state) {
    return "run " + to_text(RunId{state.run}) + " turn " + std::to_string(state.seq);
}

store::RunStatus stored(run::Status status) {
    using S = store::RunStatus;
    switch (status) {
        case run::Status::running:
            return S::running;
        case run::Status::waiting:
            return S::waiting;
        case run::Status::completed:
            return S::completed;
        case run::Status::incident:
            return S::incident;
        case run::Status::cancelled:
            return S::cancelled;
        case run::Status::quarantined:
            break;
    }
    return S::quarantined;
}

const char* word(run::Activation::Phase phase) {
    static constexpr const char* words[] = {"entered", "waiting", "calling", "failed"};
    return words[static_cast<std::size_t>(phase)];
}

// The earliest time at which something of this state must wake.
Time earliest(const run::State& state) {
    Time first = state.cancel_due;
    for (const run::Activation& activation : state.activations) {
        if (activation.phase == run::Activation::Phase::waiting) {
            first = std::min(first, activation.due);
        }
    }
    return first;
}

}  // namespace

void Ledger::turn(const store::Commit& commit, Time now) {
    const store::TurnRow& row = *commit.turn;
    RunBook& book = runs_[row.run.value];
    const Result<run::Record> record = run::decode_record(row.body);
    if (!record) {
        fail_("R2", "a journal row cannot be read: " + record.error().message);
        return;
    }
    if (row.seq != book.bodies.size() + 1 || row.lsn <= last_lsn_) {
        fail_("R1",
              fmt::format("{}: got turn {} as lsn {} after lsn {}", named(book.state), row.seq, row.lsn, last_lsn_));
    }
    if (run::is_terminal(book.state.status)) {
        fail_("R4", named(book.state) + ": a turn after its end");
    }
    if (record->now < book.last_now || record->now > now) {
        fail_("T1", fmt::format("{}: decided at {} after {} while it is {}", named(book.state), to_text(record->now),
                                to_text(book.last_now), to_text(now)));
    }
    ++turns_;
    last_lsn_ = row.lsn;
    book.last_now = record->now;
    book.bodies.push_back(row.body);
    coverage_.hit("commands", run::name_of(record->command));
    command(book, *record, commit, now);

    const run::State before = book.state;
    const run::Applier applier{book.state, *this, record->now};
    applier.begin_turn(run::from_outside(record->command));
    events(book, *record, commit);
    applier.end_turn();
    phases(before, book.state);
    coverage_.hit("run", fmt::format("{}>{}", before.seq == 0 ? "new" : run::to_text(before.status),
                                     run::to_text(book.state.status)));
    if (!record->snapshot.empty() && record->snapshot != run::encode_snapshot(book.state)) {
        fail_("R2", named(book.state) + ": its snapshot is not what its events fold to");
    }
    header(book, commit);
}

void Ledger::command(RunBook& book, const run::Record& record, const store::Commit& commit, Time now) {
    const run::State& state = book.state;
    if (const auto* start = std::get_if<run::StartRun>(&record.command)) {
        const Value& ticket = start->input["ticket"];
        book.ticket = ticket.is_integer() ? ticket.as_integer() : 0;
        if (book.ticket != 0) {
            tickets_.emplace(book.ticket, start->run);
        }
    } else if (std::holds_alternative<run::FireTimer>(record.command)) {
        if (earliest(state) > record.now || earliest(state) > now) {
            fail_("T1",
                  fmt::format("{}: a timer fired at {} but the first is due at {}", named(state), to_text(record.now),
                              earliest(state) == run::never ? "no time" : to_text(earliest(state))));
        }
    } else if (const auto* signal = std::get_if<run::DeliverSignal>(&record.command)) {
        if (!signal->id.empty() && ++book.heard[signal->id] > 1) {
            fail_("S7", named(state) + ": heard the signal " + signal->id + " twice");
        }
        if (signal->activation != 0 && signal->signal.is("http.replied")) {
            const Value& error = signal->signal.payload["error"];
            const Value& status = signal->signal.payload["status"];
            coverage_.hit("reply", error.is_string() && !error.as_string().empty()
                                       ? std::string(error.as_string())
                                       : std::to_string(status.is_integer() ? status.as_integer() : 0));
            RunBook::Calls& calls = book.calls[signal->activation];
            if (++calls.answered > calls.asked.size()) {
                fail_("S6", fmt::format("{}: activation {} asked {} times and is answered once more", named(state),
                                        signal->activation, calls.asked.size()));
            }
            if (commit.outbox_changes.empty()) {
                fail_("S1", named(state) + ": an answer is stored but its outbox row stays");
            }
        }
    }
}

template <class E>
void Ledger::before(RunBook& book, const E& event) {
    const run::State& state = book.state;
    if constexpr (std::is_same_v<E, run::NodeResumed>) {
        const run::Activation* resumed = state.activation(event.activation);
        if (resumed == nullptr || resumed->phase != run::Activation::Phase::waiting) {
            fail_("R6", fmt::format("{}: activation {} is resumed but does not wait", named(state), event.activation));
        } else if (event.signal.view() == "timer.fired") {
            for (const run::Activation& other : state.activations) {
                if (other.phase == run::Activation::Phase::waiting &&
                    std::pair(other.due, other.id) < std::pair(resumed->due, resumed->id)) {
                    fail_("T1", fmt::format("{}: activation {} is fired before {}, which is due earlier", named(state),
                                            event.activation, other.id));
                }
            }
        } else if (std::find(resumed->signals.begin(), resumed->signals.end(), event.signal) ==
                   resumed->signals.end()) {
            fail_("R6", fmt::format("{}: activation {} is resumed by {}, for which it does not wait", named(state),
                                    event.activation, event.signal.view()));
        }
    } else if constexpr (std::is_same_v<E, run::TokenArrived> || std::is_same_v<E, run::RegionClosed>) {
        const run::Activation* at = state.activation(event.activation);
        const run::Region* region = at == nullptr ? nullptr : state.region(at->region);
        if (region == nullptr) {
            fail_("R7", named(state) + ": a join outside any region");
            return;
        }
        const Graph& graph = *state.frame(region->frame)->graph;
        const std::size_t ways = graph.nodes[static_cast<std::size_t>(region->fork)].wires.size();
        const std::uint32_t arrived = ++book.arrived[region->id];
        const bool all = graph.nodes[static_cast<std::size_t>(at->node)].mode == JoinMode::all;
        const bool closes = std::is_same_v<E, run::RegionClosed>;
        if (all && closes != (arrived == ways)) {
            fail_("R7", fmt::format("{}: a join of {} ways goes on after {}", named(state), ways, arrived));
        }
        if (!all && (!closes || arrived != 1)) {
            fail_("R7", named(state) + ": a join that takes the first goes on for another");
        }
    } else if constexpr (std::is_same_v<E, run::NodeLeft>) {
        const run::Activation* left = state.activation(event.activation);
        if (left == nullptr || left->phase == run::Activation::Phase::calling) {
            fail_("R6", fmt::format("{}: activation {} is left but not there", named(state), event.activation));
        }
    } else if constexpr (std::is_same_v<E, run::HookFired>) {
        const run::Frame* frame = state.frame(event.frame);
        const bool spent = frame != nullptr && ((frame->hooks_fired >> event.hook) & 1) != 0;
        if (frame == nullptr || (spent && !frame->graph->hooks[event.hook].repeat)) {
            fail_("R6", named(state) + ": a hook fires a second time");
        }
    } else if constexpr (std::is_same_v<E, run::NodeEntered>) {
        if (state.ready.empty() || state.ready.front().node != event.node) {
            fail_("R6", named(state) + ": a node is entered without a token");
        }
    }
}

template <class E>
void Ledger::after(RunBook& book, const E& event) {
    const run::State& state = book.state;
    if constexpr (std::is_same_v<E, run::EffectAsked>) {
        const EffectSpec* spec = desk::vocabulary().effect(event.name);
        asked_.push_back({event.activation, event.number, event.name, event.payload, event.awaited, spec});
        if (spec != nullptr && !spec->local &&
            !book.calls[event.activation].asked.emplace(event.number, event.payload).second) {
            fail_("S2", fmt::format("{}: activation {} asks twice under the number {}", named(state), event.activation,
                                    event.number));
        }
    } else if constexpr (std::is_same_v<E, run::VariableSet>) {
        const run::Frame* frame = state.frame(event.frame);
        if (frame != nullptr && event.slot >= 0 &&
            !(frame->slots[static_cast<std::size_t>(event.slot)] == event.value)) {
            fail_("R8", named(state) + ": a variable was set and has another value");
        }
    }
}

void Ledger::events(RunBook& book, const run::Record& record, const store::Commit& commit) {
    asked_.clear();
    resumed_ = taken_ = released_ = 0;
    const run::Applier applier{book.state, *this, record.now};
    std::uint32_t entered = 0;
    const bool sound = for_each_event(record.events, [&](auto event) {
        using E = decltype(event);
        coverage_.hit("events", run::to_text(E::tag));
        entered += std::is_same_v<E, run::NodeEntered> ? 1 : 0;
        resumed_ += std::is_same_v<E, run::NodeResumed> ? 1 : 0;
        taken_ += std::is_same_v<E, run::SignalTaken> ? 1 : 0;
        released_ += std::is_same_v<E, run::Released> ? 1 : 0;
        before(book, event);
        std::map<run::ActivationId, std::size_t> held;
        for (const run::Activation& activation : book.state.activations) {
            if (!activation.holds.empty()) {
                held[activation.id] = activation.holds.size();
            }
        }
        E copy = event;
        applier(std::move(copy));
        for (const auto& [id, holds] : held) {
            if (book.state.activation(id) == nullptr) {
                fail_("R9",
                      fmt::format("{}: activation {} is gone and holds {} things still", named(book.state), id, holds));
            }
        }
        after(book, event);
    });
    if (!sound) {
        fail_("R2", named(book.state) + ": its events cannot be read");
    }
    if (entered > run::steps_per_turn_max) {
        fail_("R11", named(book.state) + ": too many steps in one turn");
    }
    const bool wakes = std::holds_alternative<run::DeliverSignal>(record.command) ||
                       std::holds_alternative<run::FireTimer>(record.command);
    if (resumed_ > taken_ + (wakes ? 1 : 0)) {
        fail_("S7", named(book.state) + ": a signal was heard that nobody sent");
    }
    int given_back = 0;
    for (const run::EffectOrder& order : asked_) {
        given_back +=
            !order.awaited && (order.name.view() == "queue.leave" || order.name.view() == "event.unsubscribe") ? 1 : 0;
    }
    if (given_back != released_) {
        fail_("R9",
              fmt::format("{}: {} holds are released but {} are given back", named(book.state), released_, given_back));
    }
    std::size_t remote = 0;
    for (const run::EffectOrder& order : asked_) {
        if (order.spec != nullptr && order.spec->local) {
            continue;
        }
        const bool sent = remote < commit.result.outbox.size() &&
                          commit.outbox[remote].activation == order.activation &&
                          commit.outbox[remote].n == order.number;
        if (!sent) {
            fail_("S1", named(book.state) + ": an effect is journalled that has no outbox row");
        }
        ++remote;
    }
    if (commit.local.size() != asked_.size() - remote || commit.outbox.size() != remote) {
        fail_("S1", fmt::format("{}: {} effects are journalled but {} are carried out", named(book.state),
                                asked_.size(), commit.local.size() + commit.outbox.size()));
    }
    std::size_t local = 0;
    for (const run::EffectOrder& order : asked_) {
        if (order.spec == nullptr || !order.spec->local || local >= commit.result.local.size()) {
            continue;
        }
        const bool done = commit.result.local[local++].ok();
        book.failed_effects += done ? 0 : 1;
        if (order.name.view() == "message.send" && done) {
            ++said_[book.state.subject.id];
        }
        if (order.name.view() == "flow.start" && done && order.payload["hand_over"].truthy()) {
            book.companion_by_hand = true;
        }
    }
}

void Ledger::header(const RunBook& book, const store::Commit& commit) {
    const run::State& state = book.state;
    const store::RunHeader& header = commit.run->header;
    std::optional<Time> due;
    if (const Time first = earliest(state); first != run::never) {
        due.emplace(first);
    }
    if (header.seq != state.seq || header.status != stored(state.status) || header.due != due ||
        header.version.value != state.root().graph->version_id || header.head != commit.turn->lsn) {
        fail_("R2", fmt::format("{}: its header says seq {} status {} due {} but it is {} {} {}", named(state),
                                header.seq, store::to_text(header.status), header.due ? to_text(*header.due) : "never",
                                state.seq, run::to_text(state.status), due ? to_text(*due) : "never"));
    }
    if (state.status == run::Status::waiting && (!state.ready.empty() || state.activations.empty())) {
        fail_("R6", named(state) + ": it waits for nothing");
    }
    if (run::is_terminal(state.status) &&
        (!state.ready.empty() || !state.activations.empty() || !state.regions.empty())) {
        fail_("R4", named(state) + ": something of it lives on after its end");
    }
    runs_[state.run].header = header;
}

void Ledger::phases(const run::State& before, const run::State& after) {
    for (const run::Activation& was : before.activations) {
        const run::Activation* is = after.activation(was.id);
        if (is == nullptr) {
            coverage_.hit("activation", fmt::format("{}>{}", word(was.phase),
                                                    after.last_activation > before.last_activation ? "left" : "gone"));
        } else if (is->resumes != was.resumes || is->phase != was.phase) {
            coverage_.hit("activation", fmt::format("{}>{}", word(was.phase), word(is->phase)));
        }
    }
    for (const run::Activation& is : after.activations) {
        if (is.id > before.last_activation && is.phase != run::Activation::Phase::entered) {
            coverage_.hit("activation", fmt::format("entered>{}", word(is.phase)));
        }
    }
}

}  // namespace millrace::simulation
