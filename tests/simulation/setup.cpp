// How a world begins: what is switched on, the centre, its flows, and when its machine will fail.

#include <fmt/format.h>

#include "engine/check/check.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/script/chunk.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/demo/demo.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/store/flow_table.hpp"
#include "tests/simulation/flows.hpp"
#include "tests/simulation/world.hpp"

namespace millrace::simulation {

void World::choose() {
    Dice dice(seed, "choose");
    const auto draw = [&](const Names& allowed) {
        Names drawn;
        for (const std::string& name : allowed) {
            if (dice.one_in(name == "file" ? 12 : 2) || !options_.swarm) {
                drawn.insert(name);
            }
        }
        return drawn;
    };
    faults_ = draw(options_.faults);
    actors_ = draw(options_.actors);
    if (options_.swarm && actors_.count("callers") == 0) {
        actors_.insert("visitors");
    }
}

void World::set_up() {
    Disk::Settings settings;
    desk::add_tables(settings.migrations);
    settings.wall = &wall;
    settings.in_a_file = faults_.count("file") != 0;
    disk = std::make_unique<Disk>(std::move(settings), agenda, fate);
    network = std::make_unique<Network>(
        Network::World{agenda, disk->clock(), ledger, trace_,
                       [this](const char* rule, std::string text) { fail(rule, std::move(text)); }},
        fate);
    const Status seeded = disk->write([&](store::Transaction& tx) -> Status {
        const Result<OrgId> added = desk::seed_demo(tx, "hash");
        if (!added) {
            return added.error();
        }
        org = *added;
        return {};
    });
    MILLRACE_ASSERT(seeded.ok());
    {
        const auto reader = disk->reader();
        channel = *desk::find_channel_by_key(*reader, desk::demo_channel);
        for (const char* address : {"agent1@demo.test", "agent2@demo.test", "supervisor@demo.test"}) {
            agents.push_back(desk::viewer_of(*desk::find_user_by_email(*reader, address)));
        }
    }
    draw_flows();
    disk->written = [this](const store::Commit& commit) {
        trace_.mark("commit", static_cast<std::uint64_t>(commit.result.outcome), commit.turn ? commit.turn->crc : 0,
                    commit.consumed.value);
        if (trace_.keeps_lines()) {
            std::string what = "  commit " + std::string(store::to_text(commit.result.outcome));
            if (commit.turn) {
                const auto record = run::decode_record(commit.turn->body);
                what += fmt::format(": run {} turn {} {}", to_text(commit.turn->run), commit.turn->seq,
                                    record ? run::name_of(record->command) : "?");
            }
            if (commit.consumed) {
                what += fmt::format(", takes row {}", to_text(commit.consumed));
            }
            for (const store::InboxRow& row : commit.result.inbox) {
                what += fmt::format(", leaves row {}", to_text(row.id));
            }
            say(std::move(what));
        }
        ledger.committed(commit, shown());
    };
    network->faulty = faults_.count("network") != 0;
    disk->slow = faults_.count("slow") != 0;
    if (faults_.count("fail") != 0) {
        disk->fail_one_in = 40;
    }
    if (faults_.count("busy") != 0) {
        disk->busy_one_in = 60;
    }
    begin_process();
    const std::pair<const char*, void (*)(World&, Dice&)> all[] = {{"callers", add_callers},
                                                                   {"visitors", add_visitors},
                                                                   {"agents", add_agents},
                                                                   {"operators", add_operators},
                                                                   {"authors", add_authors}};
    for (const auto& [name, add] : all) {
        dice_.push_back(std::make_unique<Dice>(seed, name));
        if (actors_.count(name) != 0) {
            add(*this, *dice_.back());
        }
    }
}

void World::draw_flows() {
    Dice dice(seed, "flows");
    jobs = {"job0", "job1"};
    for (const char* key : {"sub0", "sub1", "echo", "job0", "job1", "second", "triage"}) {
        int drawn = 1;
        for (; !publish(next_version(key, dice)); ++drawn) {
            MILLRACE_ASSERT(drawn < 500);  // else the check has changed, and what is drawn must change with it
        }
    }
}

Value World::next_version(const std::string& key, Dice& dice) {
    Draft draft;
    draft.key = key;
    draft.talks = key == "second" || key == "triage";
    if (key == "echo") {
        draft.trigger = "event:order.placed";
    } else if (key.rfind("sub", 0) != 0) {
        for (const char* callee : {"sub0", "sub1"}) {
            const auto reading = flow::read(flows_.at(callee).document);
            draft.callees.push_back({callee, checks::contract_of(reading.document, *catalogue_).outcomes});
        }
    }
    if (draft.talks) {
        draft.starts = jobs;
    }
    if (key == "triage") {
        draft.successor = "second";
    }
    return draw_flow(dice, draft);
}

bool World::publish(const Value& document) {
    const flow::Reading reading = flow::read(document);
    checks::World around;
    around.catalogue = catalogue_.get();
    around.vocabulary = &desk::vocabulary();
    around.callee = [this](std::string_view key) -> std::optional<checks::World::Callee> {
        const auto found = flows_.find(std::string(key));
        if (found == flows_.end()) {
            return std::nullopt;
        }
        return checks::contract_of(flow::read(found->second.document).document, *catalogue_);
    };
    around.check_script = [](std::string_view code, const std::vector<std::string>&) {
        std::vector<Error> problems;
        if (const auto chunk = script::Chunk::compile(std::string(code), script::Chunk::Shape::body); !chunk) {
            problems.push_back(chunk.error());
        }
        return problems;
    };
    const Problems problems = checks::check(reading, around);
    if (options_.flows) {
        fmt::print("{}\n", json::dump(document));
        for (const Problem& problem : problems) {
            fmt::print("  {} {} {}\n", problem.code, problem.pointer, problem.message);
        }
    }
    if (checks::blocks_publish(problems)) {
        return false;
    }
    Flow& flow = flows_[reading.document.key];
    const bool first = flow.number == 0;
    store::FlowVersionRow row;
    row.id = disk->ids().next<store::VersionId>(0);
    row.org = org;
    row.flow = reading.document.key;
    row.number = flow.number + 1;
    row.hash = flow::hash(reading.document);
    row.document = json::dump(flow::write(reading.document));
    row.at = shown();

    GraphPins pins;
    pins.version_id = row.id.value;
    pins.number = static_cast<int>(row.number);
    Result<GraphPtr> graph = compile(reading.document, *catalogue_, desk::vocabulary(), pins);
    MILLRACE_ASSERT(graph.ok());
    ledger.know(std::move(*graph));
    flow.document = document;
    flow.number = static_cast<int>(row.number);

    const auto write = [this, row, first, title = reading.document.title](store::Transaction& tx) -> Status {
        if (first) {
            if (Status added = store::add_flow(tx, {org, row.flow, title, 0, row.at, row.at}); !added) {
                return added;
            }
        }
        if (Status added = store::add_version(tx, row); !added) {
            return added;
        }
        store::set_current_version(tx, org, row.flow, row.number, row.at);
        return {};
    };
    if (process == nullptr) {
        return disk->write(write).ok();
    }
    ask(
        "publish " + row.flow + " " + std::to_string(row.number), *dice_.back(),
        [this, write, row](Process& at, Hear hear) {
            at_the_desk(
                at, fmt::format("publish {} {}", row.flow, row.number),
                [write](const desk::Work& work) -> Result<Value> {
                    const Status written = write(work.tx);
                    return written ? Result<Value>(Value("published")) : Result<Value>(written.error());
                },
                [&at, flow = row.flow, org = org, hear](Heard heard) {
                    at.versions.forget_current(org, flow);
                    hear(std::move(heard));
                });
        },
        [](const Heard&) {});
    return true;
}

void World::plan_faults() {
    const auto again = [this](const char* fault, Duration most, const std::function<void()>& what) {
        if (faults_.count(fault) == 0) {
            return;
        }
        auto dice = std::make_shared<Dice>(seed, fault);
        auto next = std::make_shared<std::function<void()>>();
        *next = [this, dice, most, what, weak = std::weak_ptr(next)] {
            if (faulty_) {
                what();
                agenda.after(dice->any_length(most), [keep = weak.lock()] { (*keep)(); });
            }
        };
        agenda.after(dice->any_length(most), [next] { (*next)(); });
    };
    again("crash", hours(12), [this] {
        if (dies_in_ == 0) {
            dies_in_ = 1 + fate.below(60);
        }
    });
    again("full", hours(12), [this] {
        disk->full_until = agenda.now() + fate.any_length(minutes(10));
        say("the disk is full until " + millrace::to_text(disk->full_until));
    });
    again("clock", hours(12), [this] {
        static const std::vector<Duration> jumps = {hours(-24),        hours(-1),  minutes(-5), milliseconds(-700),
                                                    milliseconds(700), minutes(5), hours(1)};
        const Duration jump = fate.any_of(jumps);
        wall.jump(jump);
        say(fmt::format("the clock jumps by {} ms", jump.ms));
    });
}

}  // namespace millrace::simulation
