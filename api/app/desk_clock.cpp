#include "api/app/desk_clock.hpp"

#include <chrono>
#include <cstdio>
#include <map>

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/routing/routing.hpp"

namespace millrace::app {
namespace {

constexpr std::chrono::milliseconds looks_every{250};
// Often enough that a server which is busy for a moment loses nobody.
constexpr Duration say_every = seconds(5);

}  // namespace

DeskClock::DeskClock(store::Store& store, drive::Drive& drive, desk::Feed& feed, Connected connected)
    : store_(store), drive_(drive), feed_(feed), connected_(std::move(connected)), thread_([this] { watch(); }) {}

DeskClock::~DeskClock() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void DeskClock::watch() {
    std::unique_lock lock(mutex_);
    while (!ending_.wait_for(lock, looks_every, [this] { return ends_; })) {
        lock.unlock();
        try {
            keep_seen();
            keep_visitors_seen();
            look();
        } catch (const store::SqlError& error) {
            // A database that does not answer is said where commits wait for it; the next look is soon.
            if (error.kind() != store::SqlError::Kind::unavailable && error.kind() != store::SqlError::Kind::expired) {
                std::fprintf(stderr, "millrace: the desk's clock: %s\n", error.what());
            }
        }
        lock.lock();
    }
}

void DeskClock::look() {
    std::vector<OrgId> due;
    {
        const auto reader = store_.reader();
        due = desk::orgs_with_due_routing(*reader, store_.clock().now());
    }
    for (const OrgId org : due) {
        act(org, [this, org](store::Transaction& tx) -> Status {
            desk::route_what_is_due(desk::Work{tx, feed_, org});  // what is left is due with the next look too
            return {};
        });
    }
}

// From the moment of his last socket's end everybody has his time to come back.
void DeskClock::keep_seen() {
    People here = connected_.people();
    const Time now = store_.clock().now();
    const bool all = now - said_ >= say_every;
    std::map<OrgId, std::vector<std::string>> to_say;
    for (const auto& [org, user] : here) {
        if (all || !seen_.contains({org, user})) {
            to_say[org].push_back(user);
        }
    }
    for (const auto& [org, user] : seen_) {
        if (!here.contains({org, user})) {
            to_say[org].push_back(user);
        }
    }
    for (auto& [org, users] : to_say) {
        act(org, [this, org = org, users = std::move(users)](store::Transaction& tx) -> Status {
            const desk::Work work{tx, feed_, org};
            for (const std::string& user : users) {
                desk::agent_seen(work, user, work.now() + desk::seen_for);
            }
            return {};
        });
    }
    seen_ = std::move(here);
    said_ = all ? now : said_;
}

// While a visitor's page has a socket he is there; from the moment of its end he has his time to come back. Written
// now and then, some at a time, so that nothing else waits for it.
void DeskClock::keep_visitors_seen() {
    constexpr std::size_t at_once = 200;
    Visitors here = connected_.visitors();
    const Time now = store_.clock().now();
    const bool all = now - visitors_said_ >= desk::visitor_said_every;
    std::map<OrgId, std::vector<desk::ConversationId>> to_say;
    const auto say = [&](OrgId org) {
        act(org, [this, org, ids = std::move(to_say[org])](store::Transaction& tx) -> Status {
            for (const desk::ConversationId id : ids) {
                desk::visitor_seen(desk::Work{tx, feed_, org, "customer"}, id);
            }
            return {};
        });
        to_say.erase(org);
    };
    const auto add = [&](OrgId org, desk::ConversationId id) {
        to_say[org].push_back(id);
        if (to_say[org].size() == at_once) {
            say(org);
        }
    };
    for (const auto& [org, id] : here) {
        if (all) {
            add(org, id);
        }
    }
    for (const auto& [org, id] : visitors_seen_) {
        if (!here.contains({org, id})) {
            add(org, id);
        }
    }
    while (!to_say.empty()) {
        say(to_say.begin()->first);
    }
    visitors_seen_ = std::move(here);
    visitors_said_ = all ? now : visitors_said_;
}

void DeskClock::act(OrgId org, std::function<Status(store::Transaction&)> work) {
    auto commit = std::make_unique<store::Commit>();
    commit->standing.whose = org.value;
    commit->local.push_back({.run = std::move(work)});
    store::Commits finished;
    finished.push_back(store_.commit_and_wait(std::move(commit)));
    const store::CommitResult& result = finished.front()->result;
    if (result.outcome == store::Outcome::committed && !result.local.empty() && !result.local[0]) {
        std::fprintf(stderr, "millrace: the desk's clock: %s\n", result.local[0].error().message.c_str());
    }
    drive_.finished(std::move(finished));
}

}  // namespace millrace::app
