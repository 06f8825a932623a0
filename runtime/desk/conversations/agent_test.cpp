#include <algorithm>

#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/conversations/inbox.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/queues/queue.hpp"

namespace millrace::desk::testing {
namespace {

using Names = std::vector<std::string>;

Value items(World& world, const Viewer& viewer, std::string status = {}) {
    const auto reader = world.store->reader();
    ConversationFilter filter;
    filter.status = std::move(status);
    return list_conversations(reader->org(world.org), viewer, filter)->items;
}

TEST_CASE("Of two agents who take the same conversation exactly one wins") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    world.queue(visitor, "support");

    const Result<Value> first = world.take(world.anna, visitor);
    REQUIRE(first);
    CHECK((*first)["status"] == Value("assigned"));
    CHECK((*first)["agent_id"] == Value(world.anna.user));
    REQUIRE(world.signals() == Names{"conversation.assigned"});
    CHECK(world.sent[0].signal()->signal.payload["agent_name"] == Value("Anna Agent"));

    const Result<Value> second = world.take(world.ben, visitor);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == "conversation.already_taken");
    CHECK(second.error().message.find("Anna") == std::string::npos);  // he may not see who is there
    CHECK(world.take(world.supervisor, visitor).error().message.find("Anna") != std::string::npos);
    CHECK(world.look(visitor).agent == world.anna.user);
    const auto reader = world.store->reader();
    CHECK(entries_of(reader->org(world.org), "support", 10).empty());
}

TEST_CASE("Taking what is his already changes nothing") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "support");
    REQUIRE(world.take(world.anna, visitor));

    CHECK(world.take(world.anna, visitor));
    CHECK(world.sent.empty());
}

TEST_CASE("An agent takes only from queues of his teams; an admin intervenes anywhere") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "customer_service");

    CHECK(world.take(world.anna, visitor).error().code == "conversation.unknown");
    CHECK(world.take(world.admin, visitor));

    const Visitor talking = world.visitor();  // still with the flow
    CHECK(world.take(world.ben, talking).error().code == "conversation.unknown");
    CHECK(world.take(world.admin, talking));
    CHECK(world.look(talking).owner == "human");
}

TEST_CASE("INBOX-4 RBAC-4 An agent sees previews of what waits in his teams and the whole of what is his") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor waiting = world.visitor();
    REQUIRE(world.say(waiting, "m1", std::string(200, 'x') + "\nsecret"));
    world.queue(waiting, "sales", "high");
    const Visitor with_flow = world.visitor();
    const Visitor elsewhere = world.visitor();
    world.queue(elsewhere, "customer_service");

    const Value seen = items(world, world.anna);
    REQUIRE(seen.as_list().size() == 1);
    const Value& preview = seen.as_list()[0];
    CHECK(preview["preview"] == Value(true));
    CHECK(preview["conversation_id"] == Value(to_text(waiting.conversation)));
    CHECK(preview["first_line"] == Value(std::string(120, 'x')));
    CHECK(preview["priority"] == Value("high"));
    CHECK(preview["contact"].is_nil());
    CHECK(items(world, world.supervisor).as_list().size() == 2);
    CHECK(items(world, world.admin).as_list().size() == 3);
    {
        const auto reader = world.store->reader();
        CHECK(show_messages(reader->org(world.org), world.anna, waiting.conversation, 0).error().code ==
              "conversation.preview_only");
        CHECK(show_messages(reader->org(world.org), world.ben, waiting.conversation, 0).error().code ==
              "conversation.unknown");
        CHECK(show_conversation(reader->org(world.org), world.anna, with_flow.conversation).error().code ==
              "conversation.unknown");
    }
    REQUIRE(world.take(world.anna, waiting));
    const Value mine = items(world, world.anna, "assigned");
    REQUIRE(mine.as_list().size() == 1);
    CHECK(mine.as_list()[0]["preview"].is_nil());
    CHECK(mine.as_list()[0]["contact"].is_map());
    const auto reader = world.store->reader();
    CHECK(show_messages(reader->org(world.org), world.anna, waiting.conversation, 0));
}

TEST_CASE("Only who has the conversation answers; the customer hears it") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "support");
    REQUIRE(world.take(world.anna, visitor));
    world.events.clear();

    const Result<Value> sent =
        world.work([&](const Work& w) { return reply(w, world.anna, visitor.conversation, "How can I help?"); });
    REQUIRE(sent);
    CHECK((*sent)["from"] == Value("agent"));
    CHECK((*sent)["author"] == Value("Anna Agent"));
    REQUIRE(world.events.size() == 1);
    CHECK(world.events[0].name == "message.sent");
    const Names& topics = world.events[0].topics;
    CHECK(std::find(topics.begin(), topics.end(), visitor_topic(visitor.conversation)) != topics.end());

    const auto by_supervisor =
        world.work([&](const Work& w) { return reply(w, world.supervisor, visitor.conversation, "Me too"); });
    CHECK(by_supervisor.error().code == "conversation.not_yours");
}

TEST_CASE("Notes and tags are for colleagues: the visitor's topic never hears of them") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "support");
    REQUIRE(world.take(world.anna, visitor));
    world.events.clear();

    REQUIRE(world.work([&](const Work& w) { return add_note(w, world.anna, visitor.conversation, "Be kind"); }));
    const Result<Value> tagged =
        world.work([&](const Work& w) { return add_tag(w, world.anna, visitor.conversation, " vip "); });
    REQUIRE(tagged);
    CHECK((*tagged)["tags"] == Value(List{"vip"}));
    CHECK((*tagged)["notes"].as_list()[0]["author"] == Value("Anna Agent"));
    REQUIRE(world.events.size() == 2);
    for (const DeskEvent& event : world.events) {
        for (const std::string& topic : event.topics) {
            CHECK(topic.rfind("conversation:", 0) != 0);
        }
    }
}

TEST_CASE("Closing names one of the org's reasons, tells the run, and is done once") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    world.queue(visitor, "support");
    REQUIRE(world.take(world.anna, visitor));

    CHECK(world.close(world.anna, visitor, "bored").error().code == "close_reason.unknown");
    CHECK(world.close(world.anna, visitor, "no_input").error().code == "close_reason.unknown");  // the system's
    REQUIRE(world.close(world.anna, visitor, "resolved"));
    CHECK(world.signals() == Names{"conversation.closed"});
    CHECK(world.look(visitor).close_reason == "resolved");
    CHECK(world.close(world.anna, visitor).error().code == "conversation.closed");
}

TEST_CASE("A supervisor hands a conversation on to somebody of the team") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "sales");
    REQUIRE(world.take(world.anna, visitor));
    const auto assign = [&](const Viewer& by, const Viewer& to) {
        return world.work([&](const Work& w) { return assign_conversation(w, by, visitor.conversation, to.user); });
    };

    CHECK(assign(world.anna, world.supervisor).error().code == "conversation.not_yours");
    CHECK(assign(world.supervisor, world.ben).error().code == "user.not_in_team");
    REQUIRE(assign(world.supervisor, world.supervisor));
    CHECK(world.look(visitor).agent == world.supervisor.user);
    CHECK(items(world, world.anna).as_list().empty());
}

TEST_CASE("A queue serves the urgent first and then who came first") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor early = world.visitor();
    world.queue(early, "sales");
    const Visitor late = world.visitor();
    world.queue(late, "sales");
    const Visitor pressing = world.visitor();
    world.queue(pressing, "sales", "high");
    world.clock.time = world.clock.time + seconds(30);

    const auto reader = world.store->reader();
    const std::vector<QueueEntry> entries = entries_of(reader->org(world.org), "sales", 10);
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].conversation == pressing.conversation);
    CHECK(entries[1].conversation == early.conversation);
    CHECK(entries[2].conversation == late.conversation);

    const Value queues = show_queues(reader->org(world.org), world.anna, world.clock.time);
    REQUIRE(queues["items"].as_list().size() == 2);
    CHECK(queues["items"].as_list()[0]["key"] == Value("sales"));
    CHECK(queues["items"].as_list()[0]["waiting"] == Value(3));
    CHECK(queues["items"].as_list()[0]["oldest_wait_s"] == Value(30));
}

}  // namespace
}  // namespace millrace::desk::testing
