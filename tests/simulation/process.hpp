#pragma once

#include <memory>

#include "nodes/catalogue.hpp"
#include "runtime/desk/desk.hpp"
#include "runtime/drive/drive.hpp"
#include "runtime/effects/remote_effects.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/scheduler.hpp"

namespace millrace::simulation {

// A server, put together as the real one is, without its door. It ends at any moment by being destroyed.
struct Process {
    struct Settings {
        bool any_order = false;
        drive::DriveOptions drive = {};
        effects::Dispatcher::Settings dispatcher = {};
    };
    Process(Disk& disk, Network& network, Dice& dice, std::shared_ptr<const Catalogue> catalogue,
            const Settings& settings);
    ~Process();

    // Looks whether something is due: what the timer threads do.
    bool due(Time now) const { return drive.next_due() <= now || (!timers.empty() && timers.next() <= now); }
    void run_due(Time now);
    bool timers_are_quiet(Time now) const { return timers.empty() || timers.next() > now; }

    Disk& disk;
    desk::Feed feed;
    drive::Versions versions;
    drive::LocalEffects effects;
    drive::Reads reads;
    Scheduler scheduler;
    StoreTimers timers;
    drive::Drive drive;
    effects::RemoteEffects remote;
    bool recovering = true;  // until it has been idle once
};

}  // namespace millrace::simulation
