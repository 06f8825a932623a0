#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/store/store.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/dice.hpp"

namespace millrace::simulation {

// The real store, with the moments pulled apart that lie so close together in it: a commit is handed over, lies at the
// disk, is durable, is heard of. A process may end in each of them. Faults are injected where the real ones come from.
class Disk final : public store::Store {
public:
    struct Settings {
        bool in_a_file = false;  // else what survives a process is the open memory store
        store::MigrationList migrations = {};
        Clock* wall = nullptr;
    };
    Disk(Settings settings, Agenda& agenda, Dice& dice);
    ~Disk() override;

    // Told of each commit at the moment at which it is durable or refused, in the order of writing.
    std::function<void(const store::Commit&)> written;

    // The process ends: what is not durable is gone, and nobody hears of the rest.
    void lose();
    // What a commit goes through, one step each.
    bool can_begin() const { return begun_.empty() && heard_of_.empty() && !queue_.empty(); }
    void begin();
    bool can_finish() const { return !begun_.empty() && agenda_.now() >= durable_at_; }
    void make_durable();
    bool can_tell() const { return !heard_of_.empty() && agenda_.now() >= told_at_; }
    void tell();
    void hurry() { durable_at_ = told_at_ = agenda_.now(); }
    bool idle() const { return queue_.empty() && begun_.empty() && heard_of_.empty(); }
    const char* moment() const;

    bool slow = false;              // commits take their time
    bool one_by_one = false;        // never two commits at once, so that a judge sees what is between them
    std::uint64_t fail_one_in = 0;  // of commits; 0: none
    std::uint64_t busy_one_in = 0;  // of submissions
    Time full_until = Time{0};      // no room on the disk
    std::uint64_t faults = 0;       // how many commits came back unwritten so far

    // The real store's.
    void on_completed(Completed sink) override { sink_ = std::move(sink); }
    Status submit(std::unique_ptr<store::Commit>&& commit) override;
    std::size_t pump() override;
    std::unique_ptr<store::Reader> reader() override { return store_->reader(); }
    Clock& clock() override { return forward_; }
    store::Ids& ids() override { return store_->ids(); }
    Status backup(const std::string& path) override { return store_->backup(path); }
    Result<std::vector<std::string>> quick_check() override { return store_->quick_check(); }
    store::Statistics statistics() const override { return store_->statistics(); }
    void close() override {}

private:
    using Done = std::function<void(std::unique_ptr<store::Commit>)>;
    struct Heard {
        std::unique_ptr<store::Commit> commit;
        Done done;  // empty: for the sink
    };
    void wait_for(std::future<std::unique_ptr<store::Commit>>& arrival) override;
    // The store's clock, over all openings.
    struct Forward final : Clock {
        explicit Forward(Disk& disk) : disk(disk) {}
        Time now() override { return disk.store_->clock().now(); }
        Disk& disk;
    };
    void open();
    void take(std::unique_ptr<store::Commit> commit, Done done);
    std::string folder() const { return base_ + "/" + std::to_string(lives_); }

    const Settings settings_;
    Agenda& agenda_;
    Dice& dice_;
    std::string base_;
    int lives_ = 0;
    std::unique_ptr<store::Store> store_;
    Forward forward_{*this};
    Completed sink_;
    std::deque<std::unique_ptr<store::Commit>> queue_;
    store::Commits begun_;
    std::vector<Heard> heard_of_;
    Time durable_at_;
    Time told_at_;
};

}  // namespace millrace::simulation
