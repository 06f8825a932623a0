// How far each side has got: sent, delivered, read.
#include "runtime/desk/conversations/reading.hpp"

#include <algorithm>

#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/messages/message.hpp"

namespace millrace::desk::testing {
namespace {

using Words = std::vector<std::string>;

struct Chat : World {
    explicit Chat(Kind kind) : World(kind) {
        mia = visitor();
        queue(mia, "support");
        REQUIRE(take(anna, mia));
    }
    std::int64_t answer(std::string text) {
        const Result<Value> sent = work([&](const Work& w) { return reply(w, anna, mia.conversation, text); });
        REQUIRE(sent);
        return std::stoll(std::string((*sent)["cursor"].as_string()));
    }
    // Of each message in order.
    Words states() {
        const auto reader = store->reader();
        Words words;
        for (const Message& each : messages_after(reader->org(org), mia.conversation, 0, 100)) {
            words.push_back(each.status);
        }
        return words;
    }
    std::vector<const DeskEvent*> heard(std::string_view name) const {
        std::vector<const DeskEvent*> found;
        for (const DeskEvent& each : events) {
            if (each.name == name) {
                found.push_back(&each);
            }
        }
        return found;
    }
    static bool is_on(const DeskEvent& event, const std::string& topic) {
        return std::find(event.topics.begin(), event.topics.end(), topic) != event.topics.end();
    }

    Visitor mia;
};

TEST_CASE("INBOX-7 what an agent wrote is delivered, then read, and he hears of both") {
    Chat chat(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const std::int64_t first = chat.answer("One");
    const std::int64_t second = chat.answer("Two");
    chat.answer("Three");
    CHECK(chat.states() == Words{"sent", "sent", "sent"});
    chat.events.clear();

    REQUIRE(chat.work([&](const Work& w) { return get_messages(w, chat.mia, second); }));
    CHECK(chat.states() == Words{"delivered", "delivered", "sent"});
    REQUIRE(chat.heard("message.delivered").size() == 1);
    CHECK(chat.heard("message.delivered")[0]->payload["up_to"] == Value(std::to_string(second)));
    CHECK(Chat::is_on(*chat.heard("message.delivered")[0], "rep:" + chat.anna.user));

    REQUIRE(chat.work([&](const Work& w) { return read_messages(w, chat.mia, first); }));
    CHECK(chat.states() == Words{"read", "delivered", "sent"});
    REQUIRE(chat.heard("message.read").size() == 1);
    CHECK(chat.heard("message.read")[0]->payload["by"] == Value("customer"));

    // Neither goes back, nor beyond what there is; what is said twice is told once.
    REQUIRE(chat.work([&](const Work& w) { return get_messages(w, chat.mia, first); }));
    REQUIRE(chat.work([&](const Work& w) { return read_messages(w, chat.mia, INT64_MAX); }));
    REQUIRE(chat.work([&](const Work& w) { return read_messages(w, chat.mia, INT64_MAX); }));
    CHECK(chat.states() == Words{"read", "read", "read"});
    CHECK(chat.heard("message.delivered").size() == 1);
    CHECK(chat.heard("message.read").size() == 2);
    const std::int64_t fourth = chat.answer("Four");
    CHECK(chat.states().back() == "sent");
    const auto reader = chat.store->reader();
    CHECK(has_undelivered(reader->org(chat.org), chat.mia.conversation, fourth));
    CHECK_FALSE(has_undelivered(reader->org(chat.org), chat.mia.conversation, fourth - 1));
}

TEST_CASE("INBOX-7 the customer hears that his agent has read it, and of nobody else") {
    Chat chat(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    REQUIRE(chat.say(chat.mia, "m1", "Hello?"));
    const auto read = [&](const Viewer& viewer) {
        chat.events.clear();
        return chat.work([&](const Work& w) { return read_by_agent(w, viewer, chat.mia.conversation, INT64_MAX); });
    };
    REQUIRE(read(chat.supervisor));
    CHECK(chat.states() == Words{"sent"});
    CHECK(chat.events.empty());

    REQUIRE(read(chat.anna));
    CHECK(chat.states() == Words{"read"});
    REQUIRE(chat.events.size() == 1);
    CHECK(chat.events[0].name == "message.read");
    CHECK(chat.events[0].payload["by"] == Value("agent"));
    CHECK(Chat::is_on(chat.events[0], "conversation:" + to_text(chat.mia.conversation)));
    CHECK(Chat::is_on(chat.events[0], "rep:" + chat.anna.user));
    REQUIRE(read(chat.anna));
    CHECK(chat.events.empty());
}

}  // namespace
}  // namespace millrace::desk::testing
