#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "engine/value/value.hpp"
#include "runtime/drive/drive.hpp"

namespace millrace::bench {

inline constexpr OrgId org{1};

// Below the API all that a server has: a store, the drive, its threads and timers.
class House {
public:
    // `name` is a folder of its own below the wish's; on PostgreSQL there is one database, whatever the name.
    House(const Wish& wish, const std::string& name);
    ~House();
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    // Of the flows in bench/flows; nothing if the org has it already.
    void publish(OrgId org, const std::string& file);

    drive::Drive& drive();
    store::Store& store();
    // Told of every committed turn, from a task. Set it while nothing happens.
    void watch(std::function<void(const run::State&, const run::Turn&)> watch);
    void start(OrgId org, const std::string& flow, Value input, schedule::Class urgency, drive::Done done);
    // "postgres_" or "": in front of a figure's name.
    const std::string& prefix() const { return prefix_; }
    // Until nothing is under way.
    void rest();

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
    std::string prefix_;
};

}  // namespace millrace::bench
