#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::desk::testing {
namespace {

using Names = std::vector<std::string>;

Value asked(World& world, const Visitor& visitor, std::string_view question, Value about = {}) {
    const auto reader = world.store->reader();
    return (*world.reads.find(question))(reader->org(world.org), subject_of(visitor.conversation), about);
}

TEST_CASE("Every effect of the desk's vocabulary has somebody who carries it out") {
    World world(Kind::memory);
    for (const char* name :
         {"queue.join", "queue.leave", "message.send", "conversation.tag", "conversation.note",
          "conversation.set_field", "conversation.close", "conversation.fall_back", "conversation.hand_back",
          "event.emit", "event.subscribe", "event.unsubscribe", "flow.start"}) {
        INFO(name);
        CHECK(world.effects.find(name) != nullptr);
    }
}

TEST_CASE("When patience ends, the queue decides between the clock and the agent") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    world.queue(visitor, "sales");

    const auto left = world.effect(visitor, "queue.leave", Map{});
    REQUIRE(left);
    REQUIRE(*left);
    CHECK((*left)->is("queue.left"));
    CHECK((*left)->payload["queue"] == Value("sales"));
    CHECK(world.look(visitor).status == "new");

    world.queue(visitor, "sales");
    REQUIRE(world.take(world.anna, visitor));
    const auto late = world.effect(visitor, "queue.leave", Map{});
    REQUIRE(late);
    REQUIRE(*late);
    CHECK((*late)->is("conversation.assigned"));
    CHECK((*late)->payload["agent"] == Value(world.anna.user));
    CHECK(world.look(visitor).status == "assigned");
}

TEST_CASE("Who joins a queue after the end hears of the end") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    REQUIRE(world.work([&](const Work& w) { return leave_conversation(w, visitor); }));

    REQUIRE(world.effect(visitor, "queue.join", Map{{"queue", "sales"}}));
    CHECK(world.signals() == Names{"conversation.closed"});
    CHECK(world.sent[0].row.run == RunId{77});
    CHECK(world.look(visitor).status == "closed");
}

TEST_CASE("A queue that does not exist is refused by name") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    CHECK(world.effect(visitor, "queue.join", Map{{"queue", "nowhere"}}).error().code == "queue.unknown");
}

TEST_CASE("A flow speaks with buttons, tags, notes and sets fields, and reads them again") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    REQUIRE(world.effect(visitor, "message.send",
                         Map{{"text", "Which team?"}, {"options", List{Map{{"value", "sales"}, {"label", "Sales"}}}}}));
    REQUIRE(world.effect(visitor, "conversation.tag", Map{{"tag", "triage_unclear"}}));
    REQUIRE(world.effect(visitor, "conversation.note", Map{{"text", "asked twice"}}));
    REQUIRE(world.effect(visitor, "conversation.set_field", Map{{"field", "order"}, {"value", 17}}));

    const Value conversation = asked(world, visitor, "conversation");
    CHECK(conversation["tags"] == Value(List{"triage_unclear"}));
    CHECK(conversation["fields"]["order"] == Value(17));
    CHECK(asked(world, visitor, "channel")["key"] == Value("web"));
    CHECK(asked(world, visitor, "org")["key"] == Value("demo"));
    CHECK(asked(world, visitor, "calendar", "main")["open"] == Value(true));
    CHECK(asked(world, visitor, "calendar", "nothing").is_nil());
    CHECK(asked(world, visitor, "queue_status", "sales")["waiting"] == Value(0));
    CHECK(asked(world, visitor, "call").is_nil());

    const auto reader = world.store->reader();
    const Result<Value> page = show_messages(reader->org(world.org), visitor.contact, visitor.conversation, 0);
    REQUIRE(page);
    const Value& message = (*page)["items"].as_list()[0];
    CHECK(message["from"] == Value("bot"));
    CHECK(message["options"].as_list()[0]["label"] == Value("Sales"));
}

TEST_CASE("A run that cannot go on leaves the customer to the fallback queue, where only an agent takes him out") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();

    SECTION("from the middle of the flow") {
        REQUIRE(world.effect(visitor, "conversation.fall_back", Map{{"code", "node.failed"}, {"message", "it broke"}}));
        CHECK(world.look(visitor).queue == "customer_service");
    }
    SECTION("from a queue, keeping his place there, though the run's own hold is released afterwards") {
        world.queue(visitor, "sales");
        REQUIRE(world.effect(visitor, "conversation.fall_back", Map{{"code", "node.failed"}, {"message", "it broke"}}));
        REQUIRE(world.effect(visitor, "queue.leave", Map{}));
        CHECK(world.look(visitor).queue == "sales");
    }
    CHECK(world.look(visitor).status == "queued");
    CHECK(world.look(visitor).owner == "none");
}

TEST_CASE("A flow that hands the conversation over falls silent, and the new run owns it") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    world.add_run(RunId{77}, visitor, "triage");
    REQUIRE(world.change([&](store::Transaction& tx) -> Status {
        if (Status added = store::add_flow(tx, {world.org, "csat_survey", "Survey", 0, tx.now(), tx.now()}); !added) {
            return added;
        }
        store::set_current_version(tx, world.org, "csat_survey", 1, tx.now());
        return {};
    }));

    REQUIRE(world.effect(visitor, "flow.start", Map{{"flow", "csat_survey"}, {"input", Map{}}, {"hand_over", true}}));
    REQUIRE(world.sent.size() == 1);
    REQUIRE(world.sent[0].start() != nullptr);
    CHECK(world.sent[0].start()->owner);
    CHECK(world.sent[0].row.subject == subject_of(visitor.conversation));
    {
        const auto reader = world.store->reader();
        CHECK_FALSE(store::find_run(reader->org(world.org), RunId{77})->owner);
    }
    CHECK(world.effect(visitor, "message.send", Map{{"text", "me again"}}).error().code == "flow.companion_talks");
    CHECK(world.effect(visitor, "flow.start", Map{{"flow", "unheard_of"}, {"input", Map{}}}).error().code ==
          "flow.unknown");
}

TEST_CASE("An event reaches who subscribed to its key, until he no longer does") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    const Value wish = Map{{"event", "order.shipped"}, {"key", "17"}};
    const Value news = Map{{"event", "order.shipped"}, {"key", "17"}, {"payload", Map{{"by", "mail"}}}};
    REQUIRE(world.effect(visitor, "event.subscribe", wish, RunId{5}));

    REQUIRE(world.effect(visitor, "event.emit", news, RunId{6}));
    CHECK(world.signals() == Names{"order.shipped"});
    CHECK(world.sent[0].row.run == RunId{5});
    CHECK(world.sent[0].signal()->signal.payload["by"] == Value("mail"));
    CHECK(world.sent.size() == 2);  // and whoever it triggers

    REQUIRE(world.effect(visitor, "event.unsubscribe", wish, RunId{5}));
    REQUIRE(world.effect(visitor, "event.emit", news, RunId{6}));
    CHECK(world.signals().empty());
}

TEST_CASE("A flow closes a conversation with a system's reason") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    REQUIRE(world.effect(visitor, "conversation.close", Map{{"reason", "no_input"}}));
    CHECK(world.look(visitor).close_reason == "no_input");
    CHECK(world.effect(visitor, "conversation.close", Map{{"reason", "boredom"}}).error().code ==
          "close_reason.unknown");
}

}  // namespace
}  // namespace millrace::desk::testing
