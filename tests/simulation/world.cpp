// One step after the other: who may move is drawn.

#include "tests/simulation/world.hpp"

#include <array>

#include <fmt/format.h>

namespace millrace::simulation {
namespace {

const std::shared_ptr<const Catalogue>& shipped() {
    static const auto catalogue = std::make_shared<const Catalogue>(nodes::shipped_catalogue());
    return catalogue;
}

}  // namespace

World::World(std::uint64_t seed_, const Options& options, Coverage& coverage_)
    : seed(seed_),
      fate(seed_, "fate"),
      coverage(coverage_),
      ledger(coverage, [this](const char* rule, std::string text) { fail(rule, std::move(text)); }),
      options_(options),
      trace_(options.trace),
      began_(agenda.now()),
      catalogue_(shipped()) {
    choose();
    set_up();
}

World::~World() {
    disk->written = {};
    process.reset();
}

void World::fail(const std::string& rule, std::string text) {
    if (!violation_) {
        trace_.line(agenda.now(), rule + " is broken: " + text);
        violation_ = Violation{rule, std::move(text)};
    }
}

void World::say(std::string text) {
    trace_.line(agenda.now(), std::move(text));
}

std::optional<Violation> World::play() {
    const Time end = began_ + Duration{options_.days * 24 * 3'600'000};
    plan_faults();
    while (!violation_ && steps_ < options_.steps && agenda.now() < end) {
        step();
    }
    acting_ = false;
    heal();
    settle(200'000);
    if (!violation_) {
        Audit(*this).all();
    }
    trace_.mark("end", ledger.turns(), steps_);
    return violation_;
}

// The faults end; what was asked and not answered is asked on, what waits goes on, until nothing moves.
void World::heal() {
    say("-- healed --");
    faulty_ = false;
    dies_in_ = 0;
    disk->slow = false;
    disk->hurry();
    disk->fail_one_in = disk->busy_one_in = 0;
    disk->full_until = Time{0};
    network->faulty = false;
    if (wall.now() < shown()) {  // somebody sets it right: until then the store's clock would stand still
        wall.jump(shown() - wall.now());
    }
    if (process == nullptr) {
        begin_process();
    }
    process->scheduler.refuse_one_in = 0;
    quiet_since_ = agenda.now();
}

void World::settle(std::uint64_t steps_max) {
    for (std::uint64_t n = 0; !violation_; ++n) {
        const bool waits = process->scheduler.idle() && disk->idle() && agenda.empty() && process->timers.empty() &&
                           process->drive.next_due() == run::never;
        if (waits && agenda.now() - quiet_since_ > seconds(10)) {
            return;
        }
        if (waits) {  // rows that were put aside for a second
            agenda.after(seconds(11), [] {});
        }
        if (n >= steps_max) {
            fail("R12", "it goes round and never comes to rest");
            return;
        }
        step();
    }
}

void World::step() {
    ++steps_;
    if (process != nullptr && dies_in_ > 0 && --dies_in_ == 0) {
        end_process();
        return;
    }
    if (process == nullptr) {
        move_time();
        return;
    }
    if (disk->faults != faults_seen_) {  // what could not be written is tried again about a second later
        faults_seen_ = disk->faults;
        troubled_until_ = agenda.now() + seconds(10);
        for (const int ms : {300, 1100, 2500}) {
            agenda.after(milliseconds(ms), [] {});
        }
    }
    enum class Move { task, begin, write, tell, due };
    std::array<Move, 8> moves{};
    std::size_t count = 0;
    if (!process->scheduler.idle()) {
        moves[count++] = Move::task;
        if (fate.one_in(2)) {
            moves[count++] = Move::task;
        }
    }
    if (disk->can_begin()) {
        moves[count++] = Move::begin;
    }
    if (disk->can_finish()) {
        moves[count++] = Move::write;
    }
    if (disk->can_tell()) {
        moves[count++] = Move::tell;
    }
    if (!looked_ && process->due(shown())) {
        moves[count++] = Move::due;
    }
    if (count == 0) {
        process->recovering = false;
        if (disk->idle()) {
            check_idle();
        }
        move_time();
        return;
    }
    if (faulty_ && fate.one_in(25)) {  // work takes time, and the world goes on meanwhile
        agenda.advance_to(agenda.now() + fate.any_length(milliseconds(50)));
        while (!violation_ && agenda.run_one()) {
        }
        return;
    }
    const Move move = moves[fate.below(count)];
    trace_.mark("move", static_cast<std::uint64_t>(move));
    switch (move) {
        case Move::task:
            process->scheduler.run_one();
            break;
        case Move::begin:
            disk->begin();
            break;
        case Move::write:
            disk->make_durable();
            break;
        case Move::tell:
            disk->tell();
            break;
        case Move::due:
            process->run_due(shown());
            break;
    }
    // What is due and does not come waits for others of its slice: looking again at once finds nothing new.
    looked_ = move == Move::due && process->timers_are_quiet(shown());
}

// Nothing can move now: on to the next moment at which something can.
void World::move_time() {
    Time next = agenda.empty() ? run::never : agenda.next();
    if (process != nullptr) {
        if (process->drive.next_due() != run::never && process->drive.next_due() > shown()) {
            next = std::min(next, wall.true_time_of(process->drive.next_due()));
        }
        if (!process->timers.empty()) {
            next = std::min(next, wall.true_time_of(process->timers.next()));
        }
    }
    if (next == run::never) {
        next = agenda.now() + minutes(1);
    }
    // Its timer thread looks twenty times a second, so it may be a little late.
    agenda.advance_to(std::max(next, agenda.now() + milliseconds(faulty_ ? fate.from(0, 50) : 1)));
    looked_ = false;
    trace_.mark("time", static_cast<std::uint64_t>(agenda.now().ms));
    if (process != nullptr) {
        process->drive.tick();
    }
    while (!violation_ && agenda.run_one()) {
    }
}

// Nothing is under way: whatever is due must have happened.
void World::check_idle() {
    const Time now = shown();
    for (const auto& [id, book] : ledger.runs()) {
        if (!run::is_terminal(book.state.status) && book.header.due && *book.header.due + seconds(5) < now) {
            if (agenda.now() > troubled_until_) {
                fail("T3", fmt::format("run {} was due at {} and sleeps at {}", to_text(RunId{id}),
                                       to_text(*book.header.due), to_text(now)));
            }
        }
    }
    if (steps_ % 8 == 0) {
        Audit(*this).desk();
    }
}

void World::begin_process() {
    Process::Settings settings;
    settings.any_order = faults_.count("order") != 0;
    if (faults_.count("evict") != 0) {
        settings.drive.cache_bytes_max = fate.one_in(2) ? 0 : 20'000;
    }
    if (fate.one_in(3)) {
        settings.drive.timers_slice = 1 + fate.below(3);
    }
    if (has("busy") && fate.one_in(2)) {
        settings.drive.admission.room_max = 1 + fate.below(4);
    }
    say(fmt::format("a process begins{}", settings.any_order ? ", its tasks in any order" : ""));
    process = std::make_unique<Process>(*disk, *network, fate, catalogue_, settings);
    if (has("busy")) {
        process->scheduler.refuse_one_in = 5;
    }
    for (std::size_t i = 0; i < ledger.outbox().size(); ++i) {
        coverage.hit("outbox", "pending>found at start");
    }
    for (std::size_t i = 0; i < ledger.inbox().size(); ++i) {
        coverage.hit("inbox", "found at start");
    }
    process->drive.recover();
    if (has("recovery") && fate.one_in(2)) {
        dies_in_ = 1 + fate.below(30);
    }
}

void World::end_process() {
    const char* moment = process->recovering ? "in recovery" : disk->moment();
    if (std::string_view(moment) == "idle" && !process->scheduler.idle()) {
        moment = "tasks wait";
    }
    coverage.hit("crash", moment);
    say(fmt::format("the process ends: {}", moment));
    trace_.mark("crash");
    process->scheduler.stop();
    process.reset();
    disk->lose();
    network->process_ended();
    agenda.after(fate.any_length(minutes(20)), [this] {
        if (process == nullptr) {
            begin_process();
        }
    });
}

}  // namespace millrace::simulation
