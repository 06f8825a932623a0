#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/simulation/options.hpp"
#include "tests/simulation/process.hpp"

namespace millrace::simulation {

// What a caller hears. `last`: he need not ask again.
struct Heard {
    bool last = true;
    std::string what;
    Value value;
};
using Hear = std::function<void(Heard)>;

// One seed: everything there is. Phases: faults and actors, then the faults end, then only what has begun goes on.
class World {
public:
    World(std::uint64_t seed, const Options& options, Coverage& coverage);
    ~World();

    // Plays to the end. Nothing: all was well.
    std::optional<Violation> play();
    const Trace& trace() const { return trace_; }
    const Names& faults() const { return faults_; }
    const Names& actors() const { return actors_; }
    std::uint64_t steps() const { return steps_; }
    Duration simulated() const { return agenda.now() - began_; }

    // For actors.
    bool has(std::string_view fault) const { return faulty_ && faults_.count(std::string(fault)) != 0; }
    bool acting() const { return acting_; }
    Time shown() { return disk->clock().now(); }
    void fail(const std::string& rule, std::string text);
    void say(std::string text);  // into the trace
    void mark(std::string_view what, std::uint64_t a = 0, std::uint64_t b = 0) { trace_.mark(what, a, b); }
    void keep(std::shared_ptr<void> actor) { kept_.push_back(std::move(actor)); }
    // Asks until somebody hears a last answer: over crashes, full disks and lost replies. Each time the same question.
    void ask(std::string name, Dice& dice, std::function<void(Process&, Hear)> question, Hear over);
    // A piece of the desk's work as an operation of the API commits it. With a key it takes effect once.
    void at_the_desk(Process& process, const std::string& key, std::function<Result<Value>(const desk::Work&)> work,
                     Hear hear);
    // Publishes the next version of a flow, if the check lets it pass.
    bool publish(const Value& document);
    Value next_version(const std::string& key, Dice& dice);

    const std::uint64_t seed;
    Agenda agenda;
    Wall wall{agenda};
    Dice fate;  // of the machine
    std::unique_ptr<Disk> disk;
    Coverage& coverage;
    Ledger ledger;
    std::unique_ptr<Network> network;
    std::unique_ptr<Process> process;  // null while it is down
    OrgId org;
    std::vector<std::string> jobs;  // flows that the API starts
    desk::Channel channel;
    std::vector<desk::Viewer> agents;

private:
    void choose();
    void set_up();
    void draw_flows();
    void step();
    void move_time();
    void watch();
    void begin_process();
    void end_process();
    void plan_faults();
    void heal();
    void settle(std::uint64_t steps_max);
    void check_idle();

    const Options& options_;
    Trace trace_;
    Names faults_, actors_;
    bool faulty_ = true;
    bool acting_ = true;
    std::optional<Violation> violation_;
    std::uint64_t steps_ = 0;
    std::uint64_t dies_in_ = 0;  // steps; 0: it does not
    std::uint64_t faults_seen_ = 0;
    Time troubled_until_;
    bool looked_ = false;  // for what is due, and found nothing more to begin
    Time began_;
    Time quiet_since_;
    std::shared_ptr<const Catalogue> catalogue_;
    struct Flow {
        Value document;
        int number = 0;
    };
    std::map<std::string, Flow> flows_;
    std::map<std::string, std::string> conversation_was_;
    std::vector<std::unique_ptr<Dice>> dice_;
    std::vector<std::shared_ptr<void>> kept_;

    friend class Audit;
};

// The actors, one file each.
void add_callers(World& world, Dice& dice);
void add_visitors(World& world, Dice& dice);
void add_agents(World& world, Dice& dice);
void add_operators(World& world, Dice& dice);
void add_authors(World& world, Dice& dice);

// The whole of the books against the whole of the store, when nothing moves any more.
class Audit {
public:
    explicit Audit(World& world) : world_(world) {}
    void desk();  // cheap: what must hold whenever nothing is under way
    void all();

private:
    void runs();
    void waits(const RunBook& book);
    void rows();
    void providers();

    World& world_;
};

}  // namespace millrace::simulation
