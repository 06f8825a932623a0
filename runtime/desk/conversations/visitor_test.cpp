#include "engine/desk/conversation.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::desk::testing {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("A visitor who opens the chat starts the channel's entry flow, which owns the conversation") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();

    REQUIRE(world.sent.size() == 1);
    const drive::StartEnvelope* start = world.sent[0].start();
    REQUIRE(start != nullptr);
    CHECK(start->flow == "triage");
    CHECK(start->owner);
    CHECK(start->event_name == "conversation.started");
    CHECK(start->event["conversation_id"] == Value(to_text(visitor.conversation)));
    CHECK(world.sent[0].row.subject == subject_of(visitor.conversation));
    CHECK(world.look(visitor).status == "new");
    CHECK(world.look(visitor).owner == "flow");
}

TEST_CASE("A customer's message reaches the run once, however often it is sent") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();

    const Result<Value> first = world.say(visitor, "m1", "Where is my order?");
    REQUIRE(first);
    REQUIRE(world.signals() == Names{"message.received"});
    CHECK(world.sent[0].signal()->signal.payload["text"] == Value("Where is my order?"));
    CHECK(world.sent[0].signal()->id == "m1");

    const Result<Value> again = world.say(visitor, "m1", "Where is my order?");
    REQUIRE(again);
    CHECK(*again == *first);
    CHECK(world.sent.empty());

    const Result<Value> other = world.say(visitor, "m1", "Something else");
    REQUIRE_FALSE(other);
    CHECK(other.error().code == "message.id_reused");
}

TEST_CASE("A message has 1 to 4000 characters and a plain id") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();

    CHECK(world.say(visitor, "a", "  ").error().code == "message.empty");
    CHECK(world.say(visitor, "b", std::string(4'001, 'x')).error().code == "message.too_long");
    std::string umlauts;
    for (int i = 0; i < 4'000; ++i) {
        umlauts += "ü";
    }
    CHECK(world.say(visitor, "c", umlauts));
    CHECK(world.say(visitor, "d/e", "hello").error().code == "message.id_malformed");
    CHECK(world.say(visitor, "f", "broken \xff").error().code == "message.not_utf8");
}

TEST_CASE("A visitor sees his own conversation and no other") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    const Visitor stranger = world.visitor();

    const Visitor forged{stranger.contact, visitor.conversation};
    CHECK(world.say(forged, "m1", "hello").error().code == "conversation.unknown");
    const auto reader = world.store->reader();
    CHECK(show_messages(reader->org(world.org), stranger.contact, visitor.conversation, 0).error().code ==
          "conversation.unknown");
}

TEST_CASE("Messages are read page by page behind a cursor") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    for (const char* id : {"m1", "m2", "m3"}) {
        REQUIRE(world.say(visitor, id, std::string("this is ") + id));
    }

    const auto reader = world.store->reader();
    const Result<Value> first = show_messages(reader->org(world.org), visitor.contact, visitor.conversation, 0, 2);
    REQUIRE(first);
    REQUIRE((*first)["items"].as_list().size() == 2);
    const std::string cursor((*first)["cursor"].as_string());
    const Result<Value> rest =
        show_messages(reader->org(world.org), visitor.contact, visitor.conversation, std::stoll(cursor), 2);
    REQUIRE(rest);
    REQUIRE((*rest)["items"].as_list().size() == 1);
    CHECK((*rest)["items"].as_list()[0]["id"] == Value("m3"));
    CHECK((*rest)["cursor"].is_nil());
}

TEST_CASE("Asking for a person is heard as that, and is no answer to what the flow asked") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();

    REQUIRE(world.say(visitor, "m1", "I want to talk to a human, please"));
    CHECK(world.signals() == Names{"conversation.human_requested"});
    CHECK(world.look(visitor).human_requested);

    REQUIRE(world.work([&](const Work& w) { return request_human(w, visitor); }));
    CHECK(world.signals().empty());  // he has asked already
}

TEST_CASE("Not wanting a person is an ordinary message") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();

    REQUIRE(world.say(visitor, "m1", "I don't want a human"));
    CHECK(world.signals() == Names{"message.received"});
}

TEST_CASE("While a person owns the conversation no run hears the customer") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "sales");
    REQUIRE(world.take(world.anna, visitor));

    REQUIRE(world.say(visitor, "m1", "Hello Anna"));
    CHECK(world.sent.empty());
}

TEST_CASE("A closed conversation takes no more messages, but a survey that owns it still hears for a day") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "sales");
    REQUIRE(world.take(world.anna, visitor));
    REQUIRE(world.say(visitor, "m1", "thanks"));
    REQUIRE(world.close(world.anna, visitor));

    CHECK(world.say(visitor, "m2", "one more thing").error().code == "conversation.closed");
    CHECK(world.say(visitor, "m1", "thanks"));  // an old one, sent again, was taken once and is so still

    world.add_run(RunId{900}, visitor, "csat_survey");
    REQUIRE(world.say(visitor, "m3", "5"));
    CHECK(world.signals() == Names{"message.received"});
    CHECK(world.effect(visitor, "message.send", Map{{"text", "Thank you"}}, RunId{900}));
    CHECK(world.look(visitor).status == "closed");

    world.clock.time = world.clock.time + hours(25);
    CHECK(world.say(visitor, "m4", "late").error().code == "conversation.closed");
    CHECK(world.effect(visitor, "message.send", Map{{"text", "late"}}, RunId{900}).error().code ==
          "conversation.closed");
}

TEST_CASE("A closed conversation still hears while the flow that was handed it has yet to begin") {
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
    REQUIRE(world.work([&](const Work& w) { return leave_conversation(w, visitor); }));

    SECTION("it was handed over") {
        REQUIRE(
            world.effect(visitor, "flow.start", Map{{"flow", "csat_survey"}, {"input", Map{}}, {"hand_over", true}}));
        REQUIRE(world.say(visitor, "m1", "5"));
        CHECK(world.signals() == Names{"message.received"});
    }
    SECTION("a companion was started and the flow has ended: nobody will hear") {
        REQUIRE(world.effect(visitor, "flow.start", Map{{"flow", "csat_survey"}, {"input", Map{}}}));
        REQUIRE(world.change([&](store::Transaction& tx) -> Status {
            tx.run("DELETE FROM run WHERE id = $id", {{"id", RunId{77}}});
            return {};
        }));
        CHECK(world.say(visitor, "m1", "5").error().code == "conversation.closed");
    }
}

TEST_CASE("A customer who leaves while he waits takes his place in the queue with him") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "sales");

    REQUIRE(world.work([&](const Work& w) { return leave_conversation(w, visitor); }));
    CHECK(world.signals() == Names{"conversation.closed"});
    CHECK(world.sent[0].signal()->signal.payload["by"] == Value("customer"));
    CHECK(world.look(visitor).close_reason == "customer_left");
    const auto reader = world.store->reader();
    CHECK(entries_of(reader->org(world.org), "sales", 10).empty());
}

TEST_CASE("A message that nobody owns brings the conversation to the fallback queue") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    REQUIRE(world.say(visitor, "m1", "Is anybody there?"));
    const Sent message = world.sent.at(0);

    const auto handle = unclaimed(*world.feed);
    const store::LocalWork local = handle(message.row, *message.signal());
    REQUIRE(local.run);
    REQUIRE(world.change([&](store::Transaction& tx) { return local.run(tx); }));

    CHECK(world.look(visitor).status == "queued");
    CHECK(world.look(visitor).owner == "none");
    CHECK(world.look(visitor).queue == "customer_service");

    const drive::SignalEnvelope assigned{Signal{"conversation.assigned", Map{}}, 0, {}, {}};
    CHECK_FALSE(handle(message.row, assigned).run);
}

}  // namespace
}  // namespace millrace::desk::testing
