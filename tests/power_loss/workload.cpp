#include "tests/power_loss/workload.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/store/run_table.hpp"

namespace millrace::power_loss {
namespace {

constexpr std::uint64_t runs_max = 12;
constexpr Time started{1'767'603'600'000};

// Carries where its entry in the record is.
struct Numbered final : store::Commit {
    std::size_t place = 0;
};

std::uint64_t take_one(std::vector<std::uint64_t>& from, Chance& chance) {
    if (from.empty()) {
        return 0;
    }
    const auto at = static_cast<std::ptrdiff_t>(chance.below(from.size()));
    const auto taken = from[static_cast<std::size_t>(at)];
    from.erase(from.begin() + at);
    return taken;
}

store::LocalWork write_note(std::uint64_t id, std::size_t size) {
    return {.run = [id, size](store::Transaction& tx) -> Status {
        const std::string body(size, static_cast<char>('a' + id % 26));
        tx.run("INSERT INTO note(id, org, body) VALUES($id, $org, $body)",
               {{"id", id}, {"org", org}, {"body", store::bytes(body)}});
        return {};
    }};
}

}  // namespace

store::Options store_options(const std::string& folder, Clock& clock) {
    store::Options options;
    options.directory = folder;
    options.wall = &clock;
    options.writing = store::Writing::by_hand;
    options.migrations.add({.number = 101,
                            .name = "notes",
                            .statements = {"CREATE TABLE note(id {id} PRIMARY KEY, org {id} NOT NULL, body {bytes})"},
                            .ids = {}});
    options.log_frames_idle = 60;
    options.log_frames_max = 160;
    options.stop = [](const std::string&) {};  // the power is out: there is nobody to tell
    return options;
}

void Workload::play(store::Store& store, int batches) {
    look_around(store);
    store.on_completed([this](store::Commits commits) {
        for (const auto& commit : commits) {
            auto& back = static_cast<Numbered&>(*commit);
            Asked& asked = record_.asked[back.place];
            asked.acknowledged = back.result.outcome == store::Outcome::committed;
            asked.refused = !asked.acknowledged && back.result.outcome != store::Outcome::closed;
            if (asked.acknowledged && asked.run) {
                runs_[asked.run.value] = {asked.seq, back.result.lsn, back.turn->crc};
            }
            if (asked.acknowledged && asked.outbox != 0) {
                open_outbox_.push_back(asked.outbox);
            }
            if (asked.acknowledged && asked.inbox != 0) {
                open_inbox_.push_back(asked.inbox);
            }
        }
    });
    for (int batch = 0; batch < batches; ++batch) {
        const auto acknowledged = record_.acknowledged();
        std::set<std::uint64_t> taken;
        for (auto left = 1 + chance_.below(5); left > 0; --left) {
            static_cast<void>(store.submit(next(taken)));
        }
        store.pump();
        if (record_.acknowledged() == acknowledged) {
            return;  // it has stopped
        }
    }
}

// Where each run stands, and which rows are open: from the record, after the judge has been there.
void Workload::look_around(store::Store& store) {
    runs_.clear();
    std::set<std::uint64_t> outbox;
    std::set<std::uint64_t> inbox;
    for (const Asked& asked : record_.asked) {
        outbox.insert(asked.outbox);
        inbox.insert(asked.inbox);
        outbox.erase(asked.closes_outbox);
        inbox.erase(asked.consumes_inbox);
        if (asked.run) {
            runs_[asked.run.value] = {};
        }
    }
    outbox.erase(0);
    inbox.erase(0);
    open_outbox_.assign(outbox.begin(), outbox.end());
    open_inbox_.assign(inbox.begin(), inbox.end());
    const auto reader = store.reader();
    for (auto& [run, standing] : runs_) {
        if (const auto loaded = store::load_run(*reader, RunId{run}); loaded && *loaded) {
            standing = {(*loaded)->header.seq, (*loaded)->header.head, (*loaded)->turns.back().crc};
        }
    }
}

std::unique_ptr<store::Commit> Workload::next(std::set<std::uint64_t>& taken) {
    const auto run = 1 + chance_.below(runs_max);
    const bool turn = taken.insert(run).second && chance_.percent(85);  // at most one turn of a run is under way
    auto commit = std::make_unique<Numbered>();
    Asked asked;
    if (turn) {
        auto made = turn_of(run);
        static_cast<store::Commit&>(*commit) = std::move(*made);
        asked.run = RunId{run};
        asked.seq = commit->turn->seq;
        asked.body = commit->turn->body;
        if (chance_.percent(30)) {
            asked.outbox = ++last_number_;
            commit->outbox.push_back(
                {.id = store::OutboxId{asked.outbox}, .org = org, .run = asked.run, .body = "out"});
        }
        if (chance_.percent(30)) {
            asked.inbox = ++last_number_;
            commit->inbox.push_back({.id = store::InboxId{asked.inbox}, .org = org, .run = asked.run, .body = "in"});
        }
        if (chance_.percent(30) && (asked.closes_outbox = take_one(open_outbox_, chance_)) != 0) {
            commit->outbox_changes.push_back({.id = store::OutboxId{asked.closes_outbox}, .close = true});
        }
        if (chance_.percent(30) && (asked.consumes_inbox = take_one(open_inbox_, chance_)) != 0) {
            commit->consumed = store::InboxId{asked.consumes_inbox};
        }
    }
    asked.note = ++last_number_;
    commit->local.push_back(write_note(asked.note, chance_.below(chance_.one_in(8) ? 30'000 : 300)));
    if (chance_.percent(30)) {
        asked.key = fmt::format("key {}", asked.note);
        commit->key = store::IdempotencyKey{org, asked.key, "hash", "answer"};
    }
    commit->place = record_.asked.size();
    record_.asked.push_back(std::move(asked));
    return commit;
}

std::unique_ptr<store::Commit> Workload::turn_of(std::uint64_t run) {
    const Standing& now = runs_[run];
    auto commit = std::make_unique<store::Commit>();
    store::RunChange change;
    change.header.id = RunId{run};
    change.header.org = org;
    change.header.flow = "power";
    change.header.version = store::VersionId{1};
    change.header.subject = store::SubjectId{run};
    change.header.status = change.status_before = store::RunStatus::waiting;
    change.header.started = change.header.updated = started;
    change.header.head = now.head;
    change.header.seq = now.seq + 1;
    change.seq_before = now.seq;
    const auto body = fmt::format("turn {} of run {} {}", now.seq + 1, run,
                                  std::string(chance_.below(chance_.one_in(10) ? 20'000 : 400), 'x'));
    commit->turn = store::TurnRow{.run = RunId{run},
                                  .org = org,
                                  .seq = now.seq + 1,
                                  .prev = now.head,
                                  .body = body,
                                  .crc = store::turn_crc(now.crc, RunId{run}, now.seq + 1, body),
                                  .has_snapshot = (now.seq + 1) % 4 == 0};
    commit->run = std::move(change);
    return commit;
}

}  // namespace millrace::power_loss
