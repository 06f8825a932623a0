#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/journal.hpp"
#include "runtime/drive/envelope.hpp"
#include "runtime/store/commit.hpp"
#include "tests/simulation/report.hpp"

namespace millrace::simulation {

// What is known of a run from its committed rows alone.
struct RunBook {
    run::State state;
    store::RunHeader header;
    bool companion_by_hand = false;  // it handed its conversation over
    std::vector<std::string> bodies;
    Time last_now;
    std::int64_t ticket = 0;  // of whoever asked for it
    std::map<std::string, int> heard;
    struct Calls {
        std::map<std::uint32_t, Value> asked;  // by number; only those that leave the house
        std::uint32_t answered = 0;
    };
    std::map<run::ActivationId, Calls> calls;
    std::map<run::RegionId, std::uint32_t> arrived;
    std::uint32_t failed_effects = 0;
};

// The judge of everything that is committed: it sees each commit at the moment at which it is durable, keeps its own
// books, and says what is wrong with it. It survives every process.
class Ledger final : public run::Flows {
public:
    using Fail = std::function<void(const char* rule, std::string text)>;
    Ledger(Coverage& coverage, Fail fail) : coverage_(coverage), fail_(std::move(fail)) {}

    void know(GraphPtr graph) { graphs_[graph->version_id] = std::move(graph); }
    GraphPtr version(std::uint64_t id) override { return graphs_.at(id); }

    // In the order in which they were written. `now` is the store's clock.
    void committed(const store::Commit& commit, Time now);

    const std::map<std::uint64_t, RunBook>& runs() const { return runs_; }
    const RunBook* find(RunId run) const;
    // The live run that owns a subject; null if there is none.
    const RunBook* owner_of(std::uint64_t subject) const;
    const std::map<std::uint64_t, store::InboxRow>& inbox() const { return inbox_; }
    const std::map<std::uint64_t, store::OutboxRow>& outbox() const { return outbox_; }
    bool is_pending(RunId run, std::uint64_t activation, std::uint32_t n) const;
    bool knows_source(const std::string& source, const std::string& id) const {
        return sources_.count(source + " " + id) != 0;
    }
    bool knows_key(const std::string& key) const { return keys_.count(key) != 0; }
    // Runs by the ticket of their start.
    const std::multimap<std::int64_t, std::uint64_t>& tickets() const { return tickets_; }
    std::uint64_t turns() const { return turns_; }
    // Conversations whose customer was heard by no run: somebody must have them now.
    std::set<std::uint64_t> unheard() { return std::exchange(unheard_, {}); }
    // How often flows said something, by conversation.
    const std::map<std::uint64_t, std::int64_t>& said() const { return said_; }

private:
    void turn(const store::Commit& commit, Time now);
    void command(RunBook& book, const run::Record& record, const store::Commit& commit, Time now);
    void events(RunBook& book, const run::Record& record, const store::Commit& commit);
    template <class E>
    void before(RunBook& book, const E& event);
    template <class E>
    void after(RunBook& book, const E& event);
    void header(const RunBook& book, const store::Commit& commit);
    void phases(const run::State& before, const run::State& after);
    void rows(const store::Commit& commit);
    void consumed(const store::Commit& commit);
    void others_have(const store::InboxRow& row, const drive::Envelope& envelope);
    void outbox_changes(const store::Commit& commit);

    Coverage& coverage_;
    Fail fail_;
    std::map<std::uint64_t, GraphPtr> graphs_;
    std::map<std::uint64_t, RunBook> runs_;
    std::map<std::uint64_t, store::InboxRow> inbox_;
    std::map<std::uint64_t, std::uint64_t> owner_when_written_;  // of inbox rows for a subject
    std::map<std::uint64_t, std::vector<std::uint64_t>> companions_when_written_;
    std::set<std::uint64_t> unheard_;
    std::map<std::uint64_t, store::OutboxRow> outbox_;
    std::set<std::string> sources_;
    std::set<std::string> keys_;
    std::multimap<std::int64_t, std::uint64_t> tickets_;
    std::map<std::uint64_t, std::int64_t> said_;
    std::uint64_t turns_ = 0;
    std::uint64_t last_lsn_ = 0;
    // Of the turn that is looked at.
    std::vector<run::EffectOrder> asked_;
    int resumed_ = 0;
    int taken_ = 0;
    int released_ = 0;
};

}  // namespace millrace::simulation
