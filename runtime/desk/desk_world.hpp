#pragma once

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/conversations/visitor_service.hpp"
#include "runtime/desk/demo/demo.hpp"
#include "runtime/desk/desk.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/store/contract_world.hpp"

// The stage of the desk's tests: the demo's org over a real store, a clock that the test moves, and every signal and
// event that a piece of work has let out.
namespace millrace::desk::testing {

using store::contract::Kind;

struct Sent {
    store::InboxRow row;
    drive::Envelope envelope;

    const drive::SignalEnvelope* signal() const { return std::get_if<drive::SignalEnvelope>(&envelope); }
    const drive::StartEnvelope* start() const { return std::get_if<drive::StartEnvelope>(&envelope); }
};

struct World {
    explicit World(Kind kind) {
        // Among all test programs only the desk's statements are ours to judge (tests/plans).
        if (const char* file = std::getenv("MILLRACE_DESK_PLANS")) {
            setenv("MILLRACE_PLANS", file, 0);
        }
        options.wall = &clock;
        options.writing = store::Writing::by_hand;
        add_tables(options.migrations);
        if (kind == Kind::file) {
            options.directory = directory.path() + "/data";
        }
        if (kind == Kind::postgres) {
            database.emplace();
            options.url = database->url();
        }
        open();
        const Result<OrgId> seeded = change([](store::Transaction& tx) { return seed_demo(tx, "hash"); });
        INFO((seeded ? std::string() : seeded.error().message));
        REQUIRE(seeded);
        org = *seeded;
        channel = *find_channel_by_key(*store->reader(), demo_channel);
        admin = person("admin@demo.test");
        supervisor = person("supervisor@demo.test");
        anna = person("agent1@demo.test");
        ben = person("agent2@demo.test");
        add_effects(effects, *feed);
        add_reads(reads, clock);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void open() {
        auto opened = store::open_store(options);
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        store = std::move(*opened);
        feed = std::make_unique<Feed>(*store);
        feed->add([this](const DeskEvent& event) { events.push_back(event); });
    }

    Viewer person(std::string_view email) {
        const std::optional<User> user = find_user_by_email(*store->reader(), email);
        REQUIRE(user);
        return viewer_of(*user);
    }

    // One transaction; what it let out is in `sent` and `events` afterwards.
    template <class Change>
    auto change(Change&& what) -> decltype(what(std::declval<store::Transaction&>())) {
        using Changed = decltype(what(std::declval<store::Transaction&>()));
        std::optional<Changed> changed;
        auto commit = std::make_unique<store::Commit>();
        commit->local.push_back({.run = [&](store::Transaction& tx) -> Status {
            changed.emplace(what(tx));
            return *changed ? Status() : Status(changed->error());
        }});
        commit = store->commit_and_wait(std::move(commit));
        sent.clear();
        for (const store::InboxRow& row : commit->result.inbox) {
            Result<drive::Envelope> envelope = drive::decode_envelope(row.body);
            REQUIRE(envelope);
            sent.push_back({row, std::move(*envelope)});
        }
        for (const auto& notice : commit->result.notices) {
            notice();
        }
        INFO("a statement failed: " << commit->result.error.message
                                    << (commit->result.local.empty() || commit->result.local[0]
                                            ? std::string()
                                            : commit->result.local[0].error().message));
        REQUIRE(changed);
        return std::move(*changed);
    }
    template <class Change>
    auto work(Change&& what) -> decltype(what(std::declval<const Work&>())) {
        return change([&](store::Transaction& tx) { return what(Work{tx, *feed, org}); });
    }

    Visitor visitor() {
        const Result<Visitor> started =
            work([&](const Work& w) { return start_conversation(w, channel, NewConversation{}); });
        REQUIRE(started);
        return *started;
    }
    Result<Value> say(const Visitor& visitor, std::string id, std::string text) {
        return work([&](const Work& w) { return receive_message(w, visitor, id, text); });
    }
    // As the drive does it for a run that owns the conversation.
    Result<std::optional<Signal>> effect(const Visitor& visitor, std::string_view name, Value payload,
                                         RunId run = RunId{77}) {
        return change([&](store::Transaction& tx) {
            const drive::LocalEffect asked{
                org, run, subject_of(visitor.conversation), conversation_subject, true, 5, 1, name, payload};
            const drive::LocalHandler* handler = effects.find(name);
            REQUIRE(handler != nullptr);
            return (*handler)(tx, asked);
        });
    }
    void queue(const Visitor& visitor, std::string key, std::string priority = "normal") {
        REQUIRE(effect(visitor, "queue.join", Map{{"queue", key}, {"priority", priority}}));
    }
    Result<Value> take(const Viewer& viewer, const Visitor& visitor) {
        return work([&](const Work& w) { return take_conversation(w, viewer, visitor.conversation); });
    }
    Result<Value> close(const Viewer& viewer, const Visitor& visitor, std::string reason = "resolved") {
        return work([&](const Work& w) { return close_conversation(w, viewer, visitor.conversation, reason); });
    }
    Conversation look(const Visitor& visitor) {
        const auto reader = store->reader();
        return *find_conversation(reader->org(org), visitor.conversation);
    }
    std::vector<std::string> signals() const {
        std::vector<std::string> names;
        for (const Sent& each : sent) {
            if (const drive::SignalEnvelope* signal = each.signal()) {
                names.push_back(signal->signal.name.str());
            }
        }
        return names;
    }
    // A run as the drive would have written it.
    void add_run(RunId run, const Visitor& visitor, std::string flow, bool owner = true) {
        REQUIRE(change([&](store::Transaction& tx) -> Status {
            tx.run(
                "INSERT INTO run(id, org, shard, epoch, flow, version, status, subject, companion, seq, head,"
                " snapshot_lsn, started, updated) VALUES($id, $org, 0, 1, $flow, 1, 1, $subject, $companion, 1, 1, 0,"
                " 0, 0)",
                {{"id", run},
                 {"org", org},
                 {"flow", flow},
                 {"subject", visitor.conversation},
                 {"companion", owner ? RunId{} : run}});
            return {};
        }));
    }

    store::contract::TestClock clock;
    store::contract::TemporaryDirectory directory;
    std::optional<store::postgres::testing::Database> database;
    store::Options options;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<Feed> feed;
    drive::LocalEffects effects;
    drive::Reads reads;
    std::vector<Sent> sent;
    std::vector<DeskEvent> events;
    OrgId org;
    Channel channel;
    Viewer admin, supervisor, anna, ben;
};

}  // namespace millrace::desk::testing
