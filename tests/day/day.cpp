#include "tests/day/day.hpp"

#include <fmt/format.h>

#include "engine/desk/vocabulary.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/demo/demo.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/store/flow_table.hpp"
#include "tests/day/judge.hpp"

namespace millrace::day {
namespace {

Status publish_flow(store::Transaction& tx, store::Store& store, OrgId org, const std::string& text, Time now) {
    const flow::Reading reading = flow::read_text(text);
    if (!reading.problems.empty()) {
        return Error{reading.problems[0].code, reading.problems[0].message};
    }
    store::FlowVersionRow row;
    row.id = store.ids().next<store::VersionId>(0);
    row.org = org;
    row.flow = reading.document.key;
    row.number = 1;
    row.hash = flow::hash(reading.document);
    row.document = json::dump(flow::write(reading.document));
    row.at = now;
    if (!store::add_flow(tx, {org, row.flow, reading.document.title, 0, row.at, row.at})) {
        return Error{"flow.exists", "expected a flow that is new"};
    }
    if (Status added = store::add_version(tx, row); !added) {
        return added;
    }
    store::set_current_version(tx, org, row.flow, 1, row.at);
    return {};
}

}  // namespace

Day::Day(const Options& options_)
    : options(options_),
      fate(options_.seed, "fate"),
      trace_(false),
      coverage_(simulation::make_coverage()),
      ledger_(coverage_, [](const char*, const std::string&) {}),
      catalogue_(std::make_shared<const Catalogue>(nodes::shipped_catalogue())) {
    set_up();
}

Day::~Day() {
    disk_->written = {};
    reader_.reset();
    process_.reset();
}

void Day::set_up() {
    agenda.advance_to(opens_at);
    simulation::Disk::Settings settings;
    desk::add_tables(settings.migrations);
    settings.wall = &wall_;
    disk_ = std::make_unique<simulation::Disk>(std::move(settings), agenda, fate);
    network_ = std::make_unique<simulation::Network>(
        simulation::Network::World{agenda, disk_->clock(), ledger_, trace_,
                                   [this](const char* rule, const std::string& text) { fail(rule, text); }},
        fate);
    const Status founded = disk_->write([&](store::Transaction& tx) -> Status {
        if (Status done = found(*this, tx); !done) {
            return done;
        }
        if (Status done = publish_flow(tx, *disk_, org, reception(teams), agenda.now()); !done) {
            return done;
        }
        return publish_flow(tx, *disk_, org, shipped_flow("csat_survey"), agenda.now());
    });
    if (!founded) {
        fmt::print(stderr, "simulate_day: {}\n", founded.error().message);
    }
    MILLRACE_ASSERT(founded.ok());
    channel = *desk::find_channel_by_key(*disk_->reader(), desk::demo_channel);
    judge_ = std::make_unique<Judge>(*this);
    disk_->one_by_one = true;
    disk_->written = [this](const store::Commit& commit) {
        if (commit.result.outcome == store::Outcome::committed && !commit.local.empty()) {
            const auto name = names_.find(&commit);
            reader_.reset();
            judge_->look(name == names_.end() ? "a run" : name->second);
            reader_.reset();
            count("commits of the desk");
        }
        names_.erase(&commit);
    };
}

std::optional<Broken> Day::play() {
    begin_process();
    people_ = {open_floor(*this), send_customers(*this), send_supervisor(*this)};
    plan_kills();
    look();
    const Time latest = at_hour(23.5);
    while (!broken_ && !over_) {
        settle();
        if (broken_ || over_) {
            break;
        }
        Time next = agenda.next();
        if (process_ != nullptr && process_->drive.next_due() != run::never) {
            next = std::min(next, std::max(process_->drive.next_due(), agenda.now() + milliseconds(1)));
        }
        agenda.advance_to(next);
        reader_.reset();
        if (process_ != nullptr) {
            process_->run_due(now());
        }
        while (!broken_ && agenda.run_one()) {
        }
        reader_.reset();
        if (agenda.now() > latest) {
            fail("end", judge_->who_is_left());
        }
    }
    if (!broken_) {
        judge_->closing_time();
    }
    return broken_;
}

bool Day::step() {
    if (!process_->scheduler.idle()) {
        process_->scheduler.run_one();
    } else if (disk_->can_begin()) {
        disk_->begin();
    } else if (disk_->can_finish()) {
        disk_->make_durable();
    } else if (disk_->can_tell()) {
        disk_->tell();
    } else {
        return false;
    }
    return true;
}

void Day::settle() {
    while (!broken_ && process_ != nullptr) {
        if (dies_in_ > 0 && --dies_in_ == 0) {
            end_process();
            return;
        }
        if (!step()) {
            return;
        }
    }
}

void Day::begin_process() {
    process_ =
        std::make_unique<simulation::Process>(*disk_, *network_, fate, catalogue_, simulation::Process::Settings{});
    process_->feed.add([this](const desk::DeskEvent& event) {
        // Heard over a socket, not in the commit's own breath.
        agenda.after(milliseconds(1), [this, event] {
            for (const auto& listener : listeners) {
                listener(event);
            }
        });
    });
    process_->drive.recover();
    for (const auto& tell : on_start) {
        tell();
    }
}

void Day::end_process() {
    say("the server is killed");
    count("kills");
    process_->scheduler.stop();
    reader_.reset();
    process_.reset();
    disk_->lose();
    names_.clear();
    network_->process_ended();
    for (const auto& tell : on_death) {
        tell();
    }
    agenda.after(fate.between(seconds(2), seconds(70)), [this] {
        say("the server is back");
        begin_process();
    });
}

void Day::plan_kills() {
    for (int i = 0; i < options.kills; ++i) {
        agenda.at(at_hour(8.2 + 9.5 * static_cast<double>(fate.below(1000)) / 1000), [this] {
            if (process_ != nullptr && dies_in_ == 0) {
                dies_in_ = 1 + fate.below(40);  // in the middle of something
            }
        });
    }
}

// What the desk's clock does, and whether the day is over.
void Day::look() {
    agenda.after(seconds(1), [this] { look(); });
    judge_->tick();
    if (process_ == nullptr) {
        return;
    }
    const auto session = disk_->reader();
    if (!desk::orgs_with_due_routing(*session, now()).empty()) {
        ask("the clock", [](const desk::Work& work) -> Result<Value> {
            desk::route_what_is_due(work);
            return Value();
        });
    }
    over_ = agenda.now() > at_hour(18) && judge_->everybody_is_served();
}

void Day::no_more_customers() {
    judge_->no_more_customers();
}
bool Day::customers_are_done() const {
    return judge_->everybody_is_served() || agenda.now() > at_hour(18);
}

store::OrgReader Day::reader() {
    if (reader_ == nullptr) {
        reader_ = disk_->reader();
    }
    return reader_->org(org);
}

void Day::ask(const std::string& name, Act act, Hear hear, const std::string& key) {
    if (process_ == nullptr) {
        return;
    }
    simulation::Process& at = *process_;
    auto commit = std::make_unique<store::Commit>();
    store::Commit* raw = commit.get();
    if (!key.empty()) {
        commit->key = store::IdempotencyKey{org, key, "hash", {}};
    }
    auto result = std::make_shared<Result<Value>>(Error{"day.nothing", ""});
    commit->local.push_back({.run = [this, &at, raw, result, act = std::move(act)](store::Transaction& tx) -> Status {
        *result = act(desk::Work{tx, at.feed, org});
        if (*result && raw->key) {
            raw->key->answer = json::dump(**result);
        }
        return *result ? Status() : Status(result->error());
    }});
    commit->done = [this, &at, name, result, hear = std::move(hear)](std::unique_ptr<store::Commit> back) {
        auto shared = std::make_shared<std::unique_ptr<store::Commit>>(std::move(back));
        at.scheduler.post_blocking([this, &at, name, shared, result, hear] {
            const store::CommitResult& came = (*shared)->result;
            if (came.outcome == store::Outcome::duplicate) {
                *result = json::parse(came.answer);
            }
            if (!*result) {
                count("refused: " + result->error().code);
            }
            say(fmt::format("{}{}", name, *result ? "" : ": " + result->error().code));
            store::Commits finished;
            finished.push_back(std::move(*shared));
            at.drive.finished(std::move(finished));
            if (hear) {
                hear(*result);
            }
        });
    };
    names_[raw] = name;
    MILLRACE_ASSERT(disk_->submit(std::move(commit)).ok());
}

void Day::insist(const std::string& name, const std::string& key, const Act& act, const Hear& hear) {
    auto heard = std::make_shared<bool>(false);
    auto again = std::make_shared<std::function<void()>>();
    *again = [this, name, key, act, hear, heard, weak = std::weak_ptr(again)] {
        if (*heard) {
            return;
        }
        agenda.after(seconds(20), [self = weak.lock()] { (*self)(); });
        ask(
            name, act,
            [heard, hear](const Result<Value>& result) {
                if (!*heard) {
                    *heard = true;
                    hear(result);
                }
            },
            key);
    };
    people_.push_back(again);
    (*again)();
}

void Day::say(const std::string& text) {
    if (options.trace) {
        fmt::print("{}  {}\n", to_text(agenda.now()), text);
    }
}

void Day::fail(const std::string& rule, const std::string& text) {
    if (!broken_) {
        say(rule + " is broken: " + text);
        broken_ = Broken{rule, text, agenda.now()};
    }
}

}  // namespace millrace::day
