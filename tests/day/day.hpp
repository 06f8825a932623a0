#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"
#include "tests/simulation/process.hpp"
#include "tests/simulation/report.hpp"

namespace millrace::day {

using simulation::Agenda;
using simulation::Dice;

struct Options {
    std::uint64_t seed = 1;
    int agents = 50;
    int teams = 8;
    int customers = 2000;
    int kills = 8;
    std::string plant = {};  // a mistake that the judge must see
    bool trace = false;
};

struct Broken {
    std::string rule;
    std::string text;
    Time at;
};

// One working day: from eight until everybody has been helped. The server is a real one without its door, and now and
// then it is killed.
class Day {
public:
    explicit Day(const Options& options);
    ~Day();
    Day(const Day&) = delete;
    Day& operator=(const Day&) = delete;

    // Nothing: the rules held.
    std::optional<Broken> play();
    const std::map<std::string, std::int64_t>& counts() const { return counts_; }

    // For people.
    bool up() const { return process_ != nullptr; }
    Time now() { return disk_->clock().now(); }
    store::OrgReader reader();
    // A piece of work as an operation of the API commits it. Whoever asks hears nothing when the server dies meanwhile,
    // or is down: he finds out by looking, as people do. With a key it takes effect once.
    using Act = std::function<Result<Value>(const desk::Work&)>;
    using Hear = std::function<void(const Result<Value>&)>;
    void ask(const std::string& name, Act act, Hear hear = {}, const std::string& key = {});
    // Again and again until he hears.
    void insist(const std::string& name, const std::string& key, const Act& act, const Hear& hear);
    // Tells him of every event from now on, in order, as sockets do; until the server dies.
    std::vector<std::function<void(const desk::DeskEvent&)>> listeners;
    std::vector<std::function<void()>> on_start;  // the server is back
    std::vector<std::function<void()>> on_death;
    void no_more_customers();
    bool customers_are_done() const;
    void count(const std::string& what) { ++counts_[what]; }
    void say(const std::string& text);
    void fail(const std::string& rule, const std::string& text);

    const Options options;
    Agenda agenda;
    Dice fate;
    OrgId org;
    desk::Channel channel;
    std::vector<desk::Viewer> agents;
    desk::Viewer supervisor;
    std::vector<std::string> teams;  // keys, of the queues too

private:
    void set_up();
    void begin_process();
    void end_process();
    void plan_kills();
    void look();
    // Whatever can move now has moved. The process may die on the way.
    void settle();
    bool step();

    simulation::Wall wall_{agenda};
    simulation::Trace trace_;
    simulation::Coverage coverage_;
    simulation::Ledger ledger_;
    std::unique_ptr<simulation::Disk> disk_;
    std::unique_ptr<simulation::Network> network_;
    std::unique_ptr<simulation::Process> process_;
    std::shared_ptr<const Catalogue> catalogue_;
    std::unique_ptr<store::Reader> reader_;
    std::unique_ptr<class Judge> judge_;
    std::map<const store::Commit*, std::string> names_;
    std::vector<std::shared_ptr<void>> people_;
    std::map<std::string, std::int64_t> counts_;
    std::optional<Broken> broken_;
    std::uint64_t dies_in_ = 0;  // steps; 0: it does not
    bool over_ = false;
};

// The org as the day begins.
Status found(Day& day, store::Transaction& tx);
std::string reception(const std::vector<std::string>& teams);  // the entry flow
std::string shipped_flow(const std::string& key);

// The people, a file each. What is returned lives as long as the day.
std::shared_ptr<void> send_customers(Day& day);
std::shared_ptr<void> open_floor(Day& day);
std::shared_ptr<void> send_supervisor(Day& day);
std::vector<std::string> every_plant();

constexpr Time opens_at{1'767'603'600'000};  // eight in the morning, wherever that is
inline Time at_hour(double hour) {
    return opens_at + milliseconds(static_cast<std::int64_t>((hour - 8) * 3'600'000));
}

}  // namespace millrace::day
