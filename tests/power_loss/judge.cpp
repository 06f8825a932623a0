#include "tests/power_loss/judge.hpp"

#include <fmt/format.h>

#include "runtime/store/run_table.hpp"

namespace millrace::power_loss {
namespace {

std::set<std::uint64_t> ids(store::Session& session, std::string_view sql) {
    std::set<std::uint64_t> found;
    for (const auto row : session.query(sql)) {
        found.insert(row.get<std::uint64_t>("id"));
    }
    return found;
}

std::string name_of(const Asked& asked) {
    return asked.run ? fmt::format("turn {} of run {}", asked.seq, asked.run.value)
                     : fmt::format("the desk's work with note {}", asked.note);
}

// How much of each run's journal is there; what is wrong with its links and checksums is said at once.
std::map<std::uint64_t, std::vector<store::TurnRow>> journals(store::Session& session, const Record& record,
                                                              Findings& findings) {
    std::map<std::uint64_t, std::vector<store::TurnRow>> all;
    for (const Asked& asked : record.asked) {
        if (!asked.run || all.count(asked.run.value) != 0) {
            continue;
        }
        auto& turns = all[asked.run.value];
        auto loaded = store::load_journal(session, asked.run);
        if (loaded) {
            turns = std::move(*loaded);
        } else if (loaded.error().code != "run.unknown") {
            findings.unsound.push_back(loaded.error().message);
        }
    }
    return all;
}

void same(const std::set<std::uint64_t>& expected, const std::set<std::uint64_t>& found, std::string_view what,
          Findings& findings) {
    for (const auto id : expected) {
        if (found.count(id) == 0) {
            findings.unsound.push_back(fmt::format("expected {} {}, whose commit is there, but it is not", what, id));
        }
    }
    for (const auto id : found) {
        if (expected.count(id) == 0) {
            findings.unsound.push_back(
                fmt::format("expected no {} {}, whose commit is not there, but it is", what, id));
        }
    }
}

}  // namespace

Findings judge(store::Store& store, Record& record) {
    Findings findings;
    const auto pages = store.quick_check();
    for (const auto& line : pages ? *pages : std::vector<std::string>{pages.error().message}) {
        findings.unsound.push_back("the database: " + line);
    }
    const auto reader = store.reader();
    const auto turns = journals(*reader, record, findings);
    const auto notes = ids(*reader, "SELECT id FROM note");

    std::set<std::uint64_t> notes_due;
    std::set<std::uint64_t> outbox_due;
    std::set<std::uint64_t> inbox_due;
    std::uint64_t turns_due = 0;
    std::vector<Asked> there;
    for (Asked& asked : record.asked) {
        bool is_there = notes.count(asked.note) != 0;
        if (asked.run) {
            const auto& journal = turns.at(asked.run.value);
            is_there = journal.size() >= asked.seq && journal[asked.seq - 1].body == asked.body;
        }
        if (!is_there) {
            if (asked.acknowledged) {
                findings.lost.push_back(fmt::format("{} was acknowledged and is not there", name_of(asked)));
            }
            if (!asked.key.empty() && store::find_idempotent(reader->org(org), asked.key)) {
                findings.unsound.push_back(fmt::format("{} is not there, but its key is", name_of(asked)));
            }
            continue;
        }
        if (asked.refused) {
            findings.unsound.push_back(fmt::format("{} was refused, and is there", name_of(asked)));
        }
        turns_due += asked.run ? 1 : 0;
        notes_due.insert(asked.note);
        outbox_due.insert(asked.outbox);
        inbox_due.insert(asked.inbox);
        outbox_due.erase(asked.closes_outbox);
        inbox_due.erase(asked.consumes_inbox);
        if (!asked.key.empty() && !store::find_idempotent(reader->org(org), asked.key)) {
            findings.unsound.push_back(fmt::format("{} is there without its key", name_of(asked)));
        }
        asked.acknowledged = true;
        there.push_back(std::move(asked));
    }
    outbox_due.erase(0);
    inbox_due.erase(0);
    same(notes_due, notes, "note", findings);
    same(outbox_due, ids(*reader, "SELECT id FROM outbox"), "row of the outbox", findings);
    same(inbox_due, ids(*reader, "SELECT id FROM inbox"), "row of the inbox", findings);
    const auto turns_found = reader->one("SELECT count(*) AS n FROM journal")->get<std::uint64_t>("n");
    if (turns_found != turns_due) {
        findings.unsound.push_back(fmt::format("expected {} turns but found {}", turns_due, turns_found));
    }
    record.asked = std::move(there);
    return findings;
}

}  // namespace millrace::power_loss
