// The books against the store, and the store against itself.

#include <fmt/format.h>

#include "engine/desk/vocabulary.hpp"
#include "engine/run/replay.hpp"
#include "runtime/store/run_table.hpp"
#include "tests/simulation/world.hpp"

namespace millrace::simulation {
namespace {

bool holds(const run::Activation& activation, std::string_view effect) {
    for (const run::Hold& hold : activation.holds) {
        if (hold.effect.view() == effect) {
            return true;
        }
    }
    return false;
}

}  // namespace

void Audit::desk() {
    const std::set<std::uint64_t> unheard = world_.ledger.unheard();
    std::size_t subscriptions = 0;
    {
        const auto reader = world_.disk->reader();
        for (const auto row :
             reader->query("SELECT c.id AS id, c.status AS status, c.owner AS owner, c.agent AS agent,"
                           " (SELECT count(*) FROM queue_entry q WHERE q.conversation = c.id) AS entries,"
                           " coalesce((SELECT max(q.run) FROM queue_entry q WHERE q.conversation = c.id), 0) AS run"
                           " FROM conversation c")) {
            const std::string id = to_text(RunId{static_cast<std::uint64_t>(row.integer("id"))});
            const std::string status(row.text("status"));
            std::string& was = world_.conversation_was_[id];
            if (!was.empty() && was != status) {
                world_.coverage.hit("conversation", was + ">" + status);
                if (was == "closed") {
                    world_.fail("Q1", "the conversation " + id + " was closed and is " + status);
                }
            }
            was = status;
            if (row.integer("entries") != (status == "queued" ? 1 : 0)) {
                world_.fail("Q1", fmt::format("the conversation {} is {} and stands in {} queues", id, status,
                                              row.integer("entries")));
            }
            const auto subject = static_cast<std::uint64_t>(row.integer("id"));
            if (unheard.count(subject) != 0 && status == "new" && world_.ledger.owner_of(subject) == nullptr) {
                world_.fail("Q4", "the customer of the conversation " + id + " wrote and nobody has it");
            }
            if (status == "assigned" && (row.text("agent").empty() || row.text("owner") != "human")) {
                world_.fail("Q1", "the conversation " + id + " is assigned to nobody");
            }
            const auto run = static_cast<std::uint64_t>(row.integer("run"));
            if (run == 0) {
                continue;
            }
            const RunBook* book = world_.ledger.find(RunId{run});
            bool held = false;
            for (const run::Activation& activation :
                 book == nullptr ? std::vector<run::Activation>{} : book->state.activations) {
                held = held || holds(activation, "queue.join");
            }
            if (!held) {
                world_.fail("R9",
                            "the conversation " + id + " waits in a queue for a run that does not hold its place");
            }
        }
        for (const auto row : reader->query("SELECT run, activation FROM event_subscription")) {
            ++subscriptions;
            const RunBook* book = world_.ledger.find(RunId{static_cast<std::uint64_t>(row.integer("run"))});
            const run::Activation* at =
                book == nullptr ? nullptr
                                : book->state.activation(static_cast<run::ActivationId>(row.integer("activation")));
            if (at == nullptr || !holds(*at, "event.subscribe")) {
                world_.fail("R9", "a subscription stands for an activation that does not hold it");
            }
        }
    }
    std::size_t held = 0;
    for (const auto& [id, book] : world_.ledger.runs()) {
        for (const run::Activation& activation : book.state.activations) {
            held += holds(activation, "event.subscribe") ? 1 : 0;
        }
    }
    if (held != subscriptions) {
        world_.fail("R9", fmt::format("{} activations hold a subscription but {} are stored", held, subscriptions));
    }
}

void Audit::all() {
    desk();
    runs();
    rows();
    providers();
}

void Audit::runs() {
    std::size_t stored = 0;
    for (const auto& [id, book] : world_.ledger.runs()) {
        const RunId run{id};
        const std::string name = "run " + to_text(run);
        {
            const auto reader = world_.disk->reader();
            const auto header = store::find_run(*reader, run);
            const auto turns = store::load_journal(*reader, run);
            if (!header || !turns) {
                world_.fail("R1", name + " cannot be read: " + (turns ? "it has no header" : turns.error().message));
                continue;
            }
            ++stored;
            bool same = turns->size() == book.bodies.size();
            for (std::size_t i = 0; same && i < turns->size(); ++i) {
                same = (*turns)[i].body == book.bodies[i];
            }
            if (!same) {
                world_.fail("R1", name + ": its journal is not what was committed");
            }
            if (header->seq != book.header.seq || header->status != book.header.status ||
                header->due != book.header.due || header->version != book.header.version) {
                world_.fail("T7", name + ": its header is not what was committed");
            }
        }
        run::Machine machine{millrace::desk::vocabulary(), world_.ledger};
        const auto again = run::replay(book.bodies, machine);
        if (!again) {
            world_.fail("R2", name + ": " + again.error().message);
        } else if (again->divergence) {
            world_.fail("R2", fmt::format("{} decided again: turn {}: expected {} but {}", name, again->divergence->seq,
                                          again->divergence->expected, again->divergence->found));
        } else if (run::encode_snapshot(again->state) != run::encode_snapshot(book.state)) {
            world_.fail("R2", name + ": decided again it ends in another state");
        }
        waits(book);
    }
    const auto reader = world_.disk->reader();
    const std::int64_t count = reader->one("SELECT count(*) AS n FROM run")->integer("n");
    if (count != static_cast<std::int64_t>(stored)) {
        world_.fail("R5", fmt::format("{} runs are stored but {} were committed", count, stored));
    }
}

// Nothing moves any more: who is not at his end waits for a person, or for an event that may still come.
void Audit::waits(const RunBook& book) {
    const run::State& state = book.state;
    if (run::is_terminal(state.status) || state.status == run::Status::incident) {
        return;
    }
    const std::string name = "run " + to_text(RunId{state.run});
    if (state.status == run::Status::running) {
        world_.fail("R12", name + " has something to do and nobody does it");
        return;
    }
    for (const run::Activation& activation : state.activations) {
        if (activation.phase == run::Activation::Phase::calling) {
            continue;
        }
        std::string signals;
        for (const String& signal : activation.signals) {
            signals += (signals.empty() ? "" : ", ") + signal.str();
        }
        const bool nameable = signals == "step.done";
        if (!nameable) {
            const Graph& graph = *state.frame(activation.frame)->graph;
            world_.fail("R12", fmt::format("{} waits at {} for {}, which will never come", name,
                                           graph.nodes[static_cast<std::size_t>(activation.node)].id.view(), signals));
        }
    }
}

void Audit::rows() {
    {
        const auto reader = world_.disk->reader();
        const std::size_t inbox = store::pending_inbox(*reader, {}, 1000).size();
        const std::size_t outbox = store::pending_outbox(*reader, {}, 1000).size();
        if (inbox != 0) {
            world_.fail("R12", fmt::format("{} rows of the inbox are never handled", inbox));
        }
        if (outbox != 0) {
            world_.fail("R12", fmt::format("{} rows of the outbox are never answered", outbox));
        }
        std::map<std::uint64_t, std::int64_t> written;
        for (const auto row : reader->query("SELECT conversation, count(*) AS n FROM message WHERE sender = 'bot'"
                                            " GROUP BY conversation")) {
            written[static_cast<std::uint64_t>(row.integer("conversation"))] = row.integer("n");
        }
        if (written != world_.ledger.said()) {
            world_.fail("S3", "what the flows said and what is written are not the same");
        }
    }
    const auto figures = world_.process->drive.figures();
    if (figures.commands_waiting != 0 || figures.timers != 0) {
        world_.fail("R12", fmt::format("{} commands and {} timers are left in memory", figures.commands_waiting,
                                       figures.timers));
    }
}

void Audit::providers() {
    std::set<std::string> asked;
    for (const auto& [id, book] : world_.ledger.runs()) {
        for (const auto& [activation, calls] : book.calls) {
            for (const auto& [n, payload] : calls.asked) {
                asked.insert(fmt::format("{}-{}-{}", to_text(RunId{id}), activation, n));
            }
            if (calls.answered > calls.asked.size()) {
                world_.fail("S6", "an effect was answered twice");
            }
        }
    }
    for (const auto& [key, known] : world_.network->known()) {
        if (asked.count(key) == 0) {
            world_.fail("S1", "a provider was asked under the key " + key + ", which no journal has");
        }
    }
}

}  // namespace millrace::simulation
