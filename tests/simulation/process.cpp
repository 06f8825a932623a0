#include "tests/simulation/process.hpp"

#include "engine/desk/vocabulary.hpp"
#include "runtime/effects/http_effect.hpp"

namespace millrace::simulation {

Process::Process(Disk& disk_, Network& network, Dice& dice, std::shared_ptr<const Catalogue> catalogue,
                 const Settings& settings)
    : disk(disk_),
      feed(disk),
      versions(desk::vocabulary(), [catalogue](OrgId) { return catalogue; }),
      scheduler(dice, settings.any_order),
      drive(drive::World{disk,
                         scheduler,
                         desk::vocabulary(),
                         versions,
                         effects,
                         reads,
                         [this](std::vector<store::OutboxRow> rows) { remote.submit(std::move(rows)); },
                         [](std::string_view, const Value& payload) { return effects::http_destination(payload); },
                         desk::unclaimed(feed),
                         {}},
            settings.drive),
      remote(effects::RemoteEffects::World{disk, network, timers, disk.clock(), dice,
                                           [this](store::OutboxRow row, Signal signal, std::function<void()> over) {
                                               drive.answer(std::move(row), std::move(signal), std::move(over));
                                           }},
             settings.dispatcher) {
    desk::add_effects(effects, feed);
    desk::add_reads(reads, disk.clock());
    disk.on_completed([this](store::Commits commits) { drive.finished(std::move(commits)); });
}

Process::~Process() {
    disk.on_completed({});
    scheduler.stop();
}

void Process::run_due(Time now) {
    if (!timers.empty() && timers.next() <= now) {
        timers.run_one();
    }
    drive.tick();
}

}  // namespace millrace::simulation
