#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "engine/desk/vocabulary.hpp"
#include "engine/run/replay.hpp"
#include "engine/run/view.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/drive/drive.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/schedule/manual_scheduler.hpp"
#include "runtime/store/contract_world.hpp"
#include "runtime/store/run_table.hpp"

// The stage of the journeys: a real store, and processes over it that are moved by hand: one thread, virtual time.
namespace millrace::journey {

inline const OrgId org{1};

using store::contract::TestClock;

// What a flow said to the customer is a row, so that nothing said twice or never can hide.
inline store::Migration said_table() {
    return {
        .number = 901, .name = "said", .statements = {"CREATE TABLE said(n {serial}, run {id}, text {text} NOT NULL)"}};
}

// The first version of a flow, for new runs to take.
inline void publish(store::Store& store, OrgId org, std::string_view document) {
    const flow::Reading reading = flow::read_text(document);
    INFO((reading.problems.empty() ? std::string() : reading.problems[0].message));
    REQUIRE(reading.problems.empty());
    store::FlowVersionRow row;
    row.id = store.ids().next<store::VersionId>(0);
    row.org = org;
    row.flow = reading.document.key;
    row.number = 1;
    row.hash = flow::hash(reading.document);
    row.document = json::dump(flow::write(reading.document));
    row.at = store.clock().now();
    const Status written = store.write([&](store::Transaction& tx) -> Status {
        REQUIRE(store::add_flow(tx, {org, row.flow, reading.document.title, 0, row.at, row.at}));
        REQUIRE(store::add_version(tx, row));
        store::set_current_version(tx, org, row.flow, 1, row.at);
        return {};
    });
    REQUIRE(written);
}

inline std::vector<std::string> texts(store::Store& store, std::string_view sql) {
    std::vector<std::string> texts;
    const auto reader = store.reader();
    for (const auto row : reader->query(sql)) {
        texts.push_back(row.get<std::string>("text"));
    }
    return texts;
}

// A process: a drive over the store. The store outlives it, as the disk does.
struct Process {
    Process(store::Store& store, schedule::Scheduler& scheduler, drive::Versions& versions, drive::Reads known,
            const drive::DriveOptions& options, std::function<void(const run::State&, const run::Turn&)> watched = {})
        : reads(std::move(known)) {
        effects.add("message.send", [](store::Transaction& tx, const drive::LocalEffect& effect) {
            tx.run("INSERT INTO said(run, text) VALUES($run, $text)",
                   {{"run", effect.run}, {"text", effect.payload["text"].as_string()}});
            return Result<std::optional<Signal>>(std::nullopt);
        });
        drive::World world{store, scheduler, desk::vocabulary(), versions, effects, reads, {},
                           {},    {},        std::move(watched)};
        world.remote = [this](std::vector<store::OutboxRow> rows) {
            for (store::OutboxRow& row : rows) {
                orders.push_back(std::move(row));
            }
        };
        world.destination = [](std::string_view, const Value&) { return "http://crm.example"; };
        drive = std::make_unique<drive::Drive>(std::move(world), options);
        store.on_completed([this](store::Commits commits) { drive->finished(std::move(commits)); });
    }

    drive::LocalEffects effects;
    drive::Reads reads;
    std::vector<store::OutboxRow> orders;  // remote effects that left and are not answered
    std::unique_ptr<drive::Drive> drive;
};

struct HouseOptions {
    drive::DriveOptions drive = {};
    std::size_t queue_max = SIZE_MAX;   // of the scheduler
    std::uint64_t store_bytes_max = 0;  // 0: as large as it likes
    bool on_disk = false;               // else crash() has nothing to come back to
    drive::Reads reads = {};
    std::vector<NodeType> node_types = {};  // beside the shipped ones
};

class House {
public:
    explicit House(HouseOptions options = {}) : options_(std::move(options)) {
        Catalogue types = nodes::shipped_catalogue();
        for (const NodeType& type : options_.node_types) {
            types.add(type);
        }
        catalogue_ = std::make_shared<const Catalogue>(std::move(types));
        open();
        process();
    }
    ~House() { nobody_hears(); }

    // The last process ends, a new one begins over the same store.
    Process& process() {
        running.reset();
        scheduler = std::make_unique<schedule::ManualScheduler>(options_.queue_max);
        versions = std::make_unique<drive::Versions>(desk::vocabulary(), [this](OrgId) { return catalogue_; });
        running = std::make_unique<Process>(*store, *scheduler, *versions, options_.reads, options_.drive,
                                            [this](const run::State& after, const run::Turn& turn) {
                                                if (watched) {
                                                    watched(after, turn);
                                                }
                                            });
        return *running;
    }
    // The process dies, and only what the disk holds at this moment remains; a new one takes it up.
    void crash() {
        REQUIRE(options_.on_disk);
        const std::string before = data();
        ++lives_;
        std::filesystem::copy(before, data(), std::filesystem::copy_options::recursive);
        nobody_hears();
        while (store->pump() > 0) {  // on the disk that is left behind: its work knows this process
        }
        running.reset();
        scheduler.reset();
        store.reset();
        open();
        process().drive->recover();
    }

    // One task, or one batch of commits. False when there is nothing left to do.
    bool step() { return scheduler->run_one() || store->pump() > 0; }
    void settle() {
        for (int steps = 0; step(); ++steps) {
            REQUIRE(steps < 10'000);  // it goes round in circles
        }
    }
    // Time has come nearer by so much.
    void after(Duration passed) {
        clock.time = clock.time + passed;
        running->drive->tick();
        settle();
    }

    void publish(std::string_view document) { journey::publish(*store, org, document); }

    // What is answered stays unanswered until somebody moves the process.
    std::shared_ptr<std::optional<drive::Answered>> begin(std::string flow, Value input = Value(),
                                                          std::optional<store::IdempotencyKey> key = {}) {
        drive::StartRequest request;
        request.org = org;
        request.flow = std::move(flow);
        request.input = std::move(input);
        request.key = std::move(key);
        request.show = true;
        auto answered = std::make_shared<std::optional<drive::Answered>>();
        running->drive->start(std::move(request), [answered](drive::Answered a) { *answered = std::move(a); });
        return answered;
    }
    drive::Answered start(std::string flow, Value input = Value(), std::optional<store::IdempotencyKey> key = {}) {
        const auto answered = begin(std::move(flow), std::move(input), std::move(key));
        settle();
        REQUIRE(*answered);
        return **answered;
    }
    std::shared_ptr<std::optional<drive::Answered>> signal(RunId run, std::string name, Value payload) {
        drive::CommandRequest request;
        request.org = org;
        request.run = run;
        request.command = run::DeliverSignal{Signal{String(name), std::move(payload)}, 0, {}, clock.time};
        request.show = true;
        auto answered = std::make_shared<std::optional<drive::Answered>>();
        running->drive->command(std::move(request), [answered](drive::Answered a) { *answered = std::move(a); });
        return answered;
    }
    // An inbox row as the desk's own commit writes it, handed on; nothing has happened with it yet.
    void write(store::InboxRow row) {
        auto commit = std::make_unique<store::Commit>();
        commit->inbox.push_back(std::move(row));
        commit = store->commit_and_wait(std::move(commit));
        REQUIRE(commit->result.outcome == store::Outcome::committed);
        running->drive->deliver(std::move(commit->result.inbox));
    }
    void start_on(store::SubjectId conversation, std::string flow) {
        drive::StartEnvelope start;
        start.flow = std::move(flow);
        start.subject_kind = "conversation";
        start.event_name = "conversation.started";
        write(drive::start_on_subject(org, conversation, start, clock.time));
    }
    void customer_says(store::SubjectId conversation, std::string id, std::string text) {
        write(drive::signal_to_subject(org, conversation, Signal{"message.received", Map{{"id", id}, {"text", text}}},
                                       id, clock.time));
    }

    std::vector<std::string> said() { return texts(*store, "SELECT text FROM said ORDER BY n"); }
    std::vector<store::RunHeader> runs() {
        const auto reader = store->reader();
        return store::list_runs(reader->org(org), {});
    }
    std::size_t inbox_rows() {
        const auto reader = store->reader();
        return store::pending_inbox(*reader, {}, 10).size();
    }
    std::size_t outbox_rows() {
        const auto reader = store->reader();
        return store::pending_outbox(*reader, {}, 10).size();
    }
    run::State state(RunId run) {
        const auto reader = store->reader();
        auto loaded = drive::load(*reader, *versions, run);
        REQUIRE(loaded);
        REQUIRE(*loaded != nullptr);
        return std::move(*(*loaded)->state);
    }
    Value shown(RunId run) {
        const run::State now = state(run);
        return run::show(now);
    }
    // Decides every turn of the run again, and says how many there are.
    std::size_t turns_decided_again(RunId run) {
        std::vector<std::string> bodies;
        {
            const auto reader = store->reader();
            const auto rows = store::load_journal(*reader, run);
            REQUIRE(rows);
            for (const auto& row : *rows) {
                bodies.push_back(row.body);
            }
        }
        run::Machine machine{desk::vocabulary(), *versions};
        const auto replayed = run::replay(bodies, machine);
        INFO((replayed ? std::string() : replayed.error().message));
        REQUIRE(replayed);
        INFO((replayed->divergence ? replayed->divergence->expected + " / " + replayed->divergence->found : ""));
        CHECK_FALSE(replayed->divergence);
        return bodies.size();
    }
    drive::Drive::Figures figures() const { return running->drive->figures(); }

    TestClock clock;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<schedule::ManualScheduler> scheduler;
    std::unique_ptr<drive::Versions> versions;
    std::unique_ptr<Process> running;
    std::function<void(const run::State&, const run::Turn&)> watched = {};  // told of each committed turn

private:
    // What is committed when a store is closed reaches no process.
    void nobody_hears() {
        store->on_completed([](store::Commits) {});
    }
    std::string data() const { return directory_.path() + "/life" + std::to_string(lives_); }
    void open() {
        store::Options wanted;
        wanted.wall = &clock;
        wanted.writing = store::Writing::by_hand;
        wanted.size_max_bytes = options_.store_bytes_max;
        wanted.migrations.add(said_table());
        if (options_.on_disk) {
            wanted.directory = data();
        }
        auto opened = store::open_store(std::move(wanted));
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        store = std::move(*opened);
    }

    const HouseOptions options_;
    store::contract::TemporaryDirectory directory_;
    int lives_ = 0;
    std::shared_ptr<const Catalogue> catalogue_;
};

}  // namespace millrace::journey
