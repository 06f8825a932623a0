// What a commit does to the rows that wait: inbox, outbox, sources and keys.

#include "tests/simulation/ledger.hpp"

#include <fmt/format.h>

namespace millrace::simulation {
namespace {

const char* kind_of(const store::InboxRow& row, const drive::Envelope& envelope) {
    if (std::holds_alternative<drive::StartEnvelope>(envelope)) {
        return "start";
    }
    if (std::holds_alternative<drive::EventEnvelope>(envelope)) {
        return "event";
    }
    return row.run ? "signal to a run" : "signal to a subject";
}

// Does the turn handle what the row says?
bool handles(const run::Command& command, const drive::Envelope& envelope, const run::State& state) {
    if (const auto* wanted = std::get_if<drive::SignalEnvelope>(&envelope)) {
        const auto* signal = std::get_if<run::DeliverSignal>(&command);
        return signal != nullptr && signal->signal.name == wanted->signal.name &&
               signal->activation == wanted->activation && signal->id == wanted->id;
    }
    const auto* wanted = std::get_if<drive::StartEnvelope>(&envelope);
    return wanted != nullptr && std::holds_alternative<run::StartRun>(command) &&
           state.root().graph->key == wanted->flow;
}

}  // namespace

const RunBook* Ledger::find(RunId run) const {
    const auto found = runs_.find(run.value);
    return found == runs_.end() ? nullptr : &found->second;
}

const RunBook* Ledger::owner_of(std::uint64_t subject) const {
    for (const auto& [id, book] : runs_) {
        if (book.state.subject.id == subject && book.state.subject.owned && !book.companion_by_hand &&
            !run::is_terminal(book.state.status)) {
            return &book;
        }
    }
    return nullptr;
}

bool Ledger::is_pending(RunId run, std::uint64_t activation, std::uint32_t n) const {
    for (const auto& [id, row] : outbox_) {
        if (row.run == run && row.activation == activation && row.n == n) {
            return true;
        }
    }
    return false;
}

void Ledger::committed(const store::Commit& commit, Time now) {
    coverage_.hit("commit", store::to_text(commit.result.outcome));
    if (commit.result.outcome != store::Outcome::committed) {
        return;
    }
    if (commit.turn) {
        turn(commit, now);
    }
    if (commit.consumed) {
        consumed(commit);
    }
    outbox_changes(commit);
    rows(commit);
}

void Ledger::rows(const store::Commit& commit) {
    for (const store::InboxRow& row : commit.result.inbox) {
        const Result<drive::Envelope> envelope = drive::decode_envelope(row.body);
        if (!envelope) {
            fail_("S7", "an inbox row cannot be read");
            continue;
        }
        coverage_.hit("inbox", kind_of(row, *envelope));
        inbox_[row.id.value] = row;
        const RunBook* owner = row.run ? nullptr : owner_of(row.subject.value);
        owner_when_written_[row.id.value] = owner == nullptr ? 0 : owner->state.run;
        for (const auto& [id, book] : runs_) {
            const bool companion = book.state.subject.id == row.subject.value && !book.state.subject.owned;
            if (companion && !row.run && !run::is_terminal(book.state.status)) {
                companions_when_written_[row.id.value].push_back(id);
            }
        }
    }
    for (const store::OutboxRow& row : commit.result.outbox) {
        coverage_.hit("outbox", "pending");
        outbox_[row.id.value] = row;
    }
    bool all_done = true;
    for (const Status& status : commit.result.local) {
        all_done = all_done && status.ok();
    }
    if (!commit.turn && !all_done) {
        return;  // then neither is remembered
    }
    if (commit.source && !sources_.insert(commit.source->source + " " + commit.source->id).second) {
        fail_("S7", "the source " + commit.source->source + " " + commit.source->id + " took effect twice");
    }
    if (commit.key && !keys_.insert(commit.key->key).second) {
        fail_("R5", "the idempotency key " + commit.key->key + " took effect twice");
    }
}

void Ledger::consumed(const store::Commit& commit) {
    const auto found = inbox_.find(commit.consumed.value);
    if (found == inbox_.end()) {
        fail_("S7", fmt::format("the inbox row {} is consumed but it is not there", commit.consumed.value));
        return;
    }
    const store::InboxRow row = std::move(found->second);
    const std::uint64_t owner_then = owner_when_written_[row.id.value];
    inbox_.erase(found);
    owner_when_written_.erase(row.id.value);
    const Result<drive::Envelope> envelope = drive::decode_envelope(row.body);
    const auto* signal = std::get_if<drive::SignalEnvelope>(&*envelope);
    others_have(row, *envelope);
    if (commit.turn) {
        coverage_.hit("inbox", "handled by a turn");
        const Result<run::Record> record = run::decode_record(commit.turn->body);
        if (record && !handles(record->command, *envelope, runs_[commit.turn->run.value].state)) {
            fail_("S7", fmt::format("run {} turn {} consumes an inbox row that says something else",
                                    to_text(commit.turn->run), commit.turn->seq));
        }
        return;
    }
    coverage_.hit("inbox", "not taken");
    if (signal == nullptr) {
        return;
    }
    // Whoever throws a signal away must have a reason: its run is over, or takes no such signal.
    const RunBook* taker = row.run ? find(row.run) : owner_of(row.subject.value);
    if (taker == nullptr && !row.run) {
        for (const auto& [id, other] : inbox_) {
            const Result<drive::Envelope> before = drive::decode_envelope(other.body);
            const auto* start = id < row.id.value && other.subject == row.subject
                                    ? std::get_if<drive::StartEnvelope>(&*before)
                                    : nullptr;
            if (start != nullptr && start->owner) {
                fail_("S7", fmt::format("the signal {} overtook the start of the run it was meant for",
                                        signal->signal.name.view()));
            }
        }
        // What a run did not want while it lived is nobody's business; what came to no run is the desk's.
        const auto then = runs_.find(owner_then);
        if (signal->signal.is("message.received") &&
            (then == runs_.end() || then->second.state.root().graph->takes("message.received"))) {
            unheard_.insert(row.subject.value);
        }
    }
    if (taker == nullptr || run::is_terminal(taker->state.status)) {
        return;
    }
    if (row.run && signal->activation != 0) {
        fail_("S6", fmt::format("the answer {} to activation {} of run {} is thrown away while the run lives",
                                signal->signal.name.view(), signal->activation, to_text(row.run)));
    } else if ((row.run || taker->state.run == owner_then) &&
               taker->state.root().graph->takes(signal->signal.name.view())) {
        fail_("S7", fmt::format("the signal {} is thrown away though run {} takes it", signal->signal.name.view(),
                                to_text(RunId{taker->state.run})));
    }
}

// A row goes when everybody has it whom it concerns: companions that take it, flows that begin on it.
void Ledger::others_have(const store::InboxRow& row, const drive::Envelope& envelope) {
    const std::string name = to_text(row.id);
    if (const auto* signal = std::get_if<drive::SignalEnvelope>(&envelope); signal != nullptr && !row.run) {
        for (const std::uint64_t companion : companions_when_written_[row.id.value]) {
            const RunBook& book = runs_[companion];
            if (!run::is_terminal(book.state.status) && book.state.root().graph->takes(signal->signal.name.view()) &&
                !knows_source("inbox", name + ":" + to_text(RunId{companion}))) {
                fail_("S7", fmt::format("the signal {} is gone but the companion {} has not heard it",
                                        signal->signal.name.view(), to_text(RunId{companion})));
            }
        }
        companions_when_written_.erase(row.id.value);
    }
    if (const auto* event = std::get_if<drive::EventEnvelope>(&envelope)) {
        for (const auto& [id, graph] : graphs_) {
            if (graph->trigger.on == "event:" + event->name.str() && !knows_source("inbox", name + ":" + graph->key)) {
                fail_("S7", fmt::format("the event {} is gone but the flow {} has not begun", event->name.view(),
                                        graph->key));
            }
        }
    }
}

void Ledger::outbox_changes(const store::Commit& commit) {
    for (const store::OutboxChange& change : commit.outbox_changes) {
        const auto found = outbox_.find(change.id.value);
        if (found == outbox_.end()) {
            fail_("S6", "an outbox row is changed that is not there any more");
            continue;
        }
        if (!change.close) {
            coverage_.hit("outbox",
                          change.status == store::OutboxStatus::sending ? "pending>sending" : "pending>pending");
            found->second.attempts = change.attempts;
            found->second.next_at = change.next_at;
            continue;
        }
        const RunBook* book = find(found->second.run);
        coverage_.hit("outbox", commit.turn ? "pending>closed with its answer" : "pending>closed, the run is over");
        if (!commit.turn && book != nullptr && !run::is_terminal(book->state.status)) {
            fail_("S6", "an outbox row of run " + to_text(found->second.run) +
                            " is closed without an answer while the run lives");
        }
        outbox_.erase(found);
    }
}

}  // namespace millrace::simulation
