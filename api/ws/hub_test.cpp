#include "api/ws/hub.hpp"

#include <catch2/catch.hpp>

#include <thread>

#include "api/http/test_server.hpp"
#include "api/ws/frames.hpp"
#include "api/ws/test_client.hpp"

using namespace millrace;
using namespace millrace::ws;

namespace {

// A hub behind a server. The token "ana@1" is Ana's of org 1; she hears rep:ana from the start, and may join what
// begins with "run:".
struct Office {
    struct Load {
        Topic topic;
        Cursor after;
        std::function<void(Older)> done;
    };
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Load> loads;
    std::vector<std::string> typed;
    Hub hub;
    http::TestServer server;

    explicit Office(HubOptions options = {}, bool with_store = false, Options sockets = {})
        : hub(options, hooks(with_store)), server(router(sockets)) {}

    HubHooks hooks(bool with_store) {
        HubHooks hooks;
        hooks.authorise = [](const Identity&, const std::vector<std::string>& topics, const auto& done) {
            std::vector<std::string> allowed;
            for (const std::string& topic : topics) {
                if (topic.substr(0, 4) == "run:") {
                    allowed.push_back(topic);
                }
            }
            done(allowed);
        };
        hooks.client_frame = [this](const SessionPtr& session, std::string_view type, const Value& frame) {
            if (type != "typing") {
                return false;
            }
            const std::scoped_lock lock(mutex);
            typed.push_back(session->identity().user_id + " " + std::string(frame["conversation_id"].as_string()));
            return true;
        };
        if (with_store) {
            hooks.load_older = [this](const Topic& topic, Cursor after, std::size_t, std::function<void(Older)> done) {
                const std::scoped_lock lock(mutex);
                loads.push_back({topic, after, std::move(done)});
                changed.notify_all();
            };
        }
        return hooks;
    }
    http::Router router(Options sockets) {
        http::Router router;
        hub.endpoint(
               sockets,
               [](const http::Request&, const std::string& token, const std::function<void(Verdict)>& done) {
                   const std::size_t at = token.find('@');
                   if (at == std::string::npos) {
                       return done(Verdict::refused(closed_unauthorised));
                   }
                   const std::string user = token.substr(0, at);
                   done(Verdict::welcome({.org = OrgId{static_cast<std::uint64_t>(std::stoi(token.substr(at + 1)))},
                                          .user_id = user,
                                          .claims = {},
                                          .topics = {"rep:" + user, "queue:sales"}}));
               })
            .attach(router, "/ws");
        return router;
    }

    TestClient connect(const std::string& token, const std::string& more = {}) {
        return TestClient(server.port(), "/ws?token=" + token + more);
    }
    void publish(const std::string& topic, Cursor cursor, OrgId org = OrgId{1}) const {
        hub.publish({org, topic}, cursor, make_frame(topic + " " + std::to_string(cursor)));
    }
    Load load() {
        std::unique_lock lock(mutex);
        REQUIRE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return !loads.empty(); }));
        Load first = std::move(loads.front());
        loads.erase(loads.begin());
        return first;
    }
};

std::string at(Cursor cursor) {
    return to_base32(cursor);
}

std::string subscribe(const std::string& topics, const std::string& after = "null") {
    return R"({"type":"subscribe","topics":[)" + topics + R"(],"after":)" + after + "}";
}

}  // namespace

TEST_CASE("on connect a person is told who he is, what he hears, and from where") {
    Office office({.start = 40});
    TestClient client = office.connect("ana@1");
    const Value hello = client.hear_json();
    CHECK(hello["type"] == Value("hello"));
    CHECK(hello["user_id"] == Value("ana"));
    CHECK(hello["topics"] == Value(List{"rep:ana", "queue:sales"}));
    CHECK(hello["cursor"] == Value(at(40)));
}

TEST_CASE("what passes reaches those who hear the topic now, without a cursor, and is not repeated") {
    Office office({.start = 40});
    const auto after = "&after=" + at(40);
    {
        TestClient ana = office.connect("ana@1", after);
        TestClient bob = office.connect("bob@1", after);
        TestClient foreigner = office.connect("ana@2", after);
        for (TestClient* client : {&ana, &bob, &foreigner}) {
            client->hear_json();
        }
        office.hub.tell({OrgId{1}, "rep:ana"}, passing_frame("typing", "rep:ana", Time{0}, {{"from", "customer"}}));
        office.publish("queue:sales", 41);
        office.publish("queue:sales", 41, OrgId{2});

        const Value typing = ana.hear_json();
        CHECK(typing["type"] == Value("typing"));
        CHECK(typing["topic"] == Value("rep:ana"));
        CHECK(typing["from"] == Value("customer"));
        CHECK(typing["cursor"].is_nil());
        CHECK(ana.hear() == "queue:sales 41");
        CHECK(bob.hear() == "queue:sales 41");
        CHECK(foreigner.hear() == "queue:sales 41");
    }
    TestClient again = office.connect("ana@1", after);
    again.hear_json();
    CHECK(again.hear() == "queue:sales 41");
}

TEST_CASE("who was told more by another server on the same store hears nothing twice, and misses nothing") {
    Office office({.start = 40}, true);
    SECTION("his cursor is ahead of what has come here") {
        TestClient client = office.connect("ana@1", "&after=" + at(43));
        client.hear_json();
        for (Cursor cursor = 41; cursor <= 45; ++cursor) {
            office.publish("queue:sales", cursor);
        }
        CHECK(client.hear() == "queue:sales 44");
        CHECK(client.hear() == "queue:sales 45");
    }
    SECTION("the store is ahead of what has come here") {
        TestClient client = office.connect("ana@1", "&after=" + at(38));
        client.hear_json();
        for (int topic = 0; topic < 2; ++topic) {
            const auto load = office.load();
            Older older;
            older.covered = 42;
            for (Cursor cursor = 39; load.topic.name == "queue:sales" && cursor <= 42; ++cursor) {
                older.events.push_back({cursor, make_frame("queue:sales " + std::to_string(cursor))});
            }
            load.done(older);
        }
        for (Cursor cursor = 41; cursor <= 43; ++cursor) {
            office.publish("queue:sales", cursor);
        }
        for (Cursor cursor = 39; cursor <= 43; ++cursor) {
            CHECK(client.hear() == "queue:sales " + std::to_string(cursor));
        }
    }
    SECTION("his cursor is of a store that is no more") {
        TestClient client = office.connect("ana@1", "&after=" + at(1'000'000'000));
        client.hear_json();
        office.publish("queue:sales", 41);
        CHECK(client.hear() == "queue:sales 41");
    }
}

TEST_CASE("events reach those who hear the topic, and nobody else") {
    Office office;
    TestClient ana = office.connect("ana@1");
    TestClient bob = office.connect("bob@1");
    TestClient foreigner = office.connect("ana@2");
    for (TestClient* each : {&ana, &bob, &foreigner}) {
        CHECK(each->hear_json()["type"] == Value("hello"));
    }
    office.publish("rep:ana", 1);
    office.publish("queue:sales", 2);
    office.publish("rep:bob", 3);
    office.publish("rep:ana", 4, OrgId{2});
    office.publish("queue:sales", 5, OrgId{2});
    CHECK(ana.hear() == "rep:ana 1");
    CHECK(ana.hear() == "queue:sales 2");
    CHECK(bob.hear() == "queue:sales 2");
    CHECK(bob.hear() == "rep:bob 3");
    CHECK(foreigner.hear() == "rep:ana 4");
    CHECK(foreigner.hear() == "queue:sales 5");
    // Nothing else is on its way to any of them.
    for (TestClient* each : {&ana, &bob, &foreigner}) {
        each->say(R"({"type":"ping"})");
        const Value pong = each->hear_json();
        CHECK(pong["type"] == Value("pong"));
        CHECK(pong["cursor"] == Value(at(5)));
    }
}

TEST_CASE("a person joins topics that are his to join, and is refused the others by name") {
    Office office;
    TestClient client = office.connect("ana@1");
    client.hear();
    client.say(subscribe(R"("run:1","team:7")"));
    const Value refused = client.hear_json();
    CHECK(refused["type"] == Value("error"));
    CHECK(refused["code"] == Value("ws.topic_refused"));
    CHECK(refused["topic"] == Value("team:7"));
    const Value confirmed = client.hear_json();
    CHECK(confirmed["type"] == Value("subscribed"));
    CHECK(confirmed["topics"] == Value(List{"run:1"}));
    const auto listeners = office.hub.listeners({OrgId{1}, "run:1"});
    REQUIRE(listeners.size() == 1);
    CHECK(listeners.front()->identity().user_id == "ana");
    CHECK(office.hub.listeners({OrgId{1}, "team:7"}).empty());
    CHECK(office.hub.listeners({OrgId{2}, "run:1"}).empty());
    office.publish("team:7", 1);
    office.publish("run:1", 2);
    CHECK(client.hear() == "run:1 2");
}

TEST_CASE("who leaves a topic hears it no more") {
    Office office;
    TestClient client = office.connect("ana@1");
    client.hear();
    client.say(R"({"type":"unsubscribe","topics":["queue:sales","run:9"]})");
    client.say(R"({"type":"ping"})");
    CHECK(client.hear_json()["type"] == Value("pong"));
    office.publish("queue:sales", 1);
    office.publish("rep:ana", 2);
    CHECK(client.hear() == "rep:ana 2");
}

TEST_CASE("who comes back with his cursor is told what he missed, over all topics in order, then what is new") {
    Office office;
    office.publish("rep:ana", 1);
    office.publish("queue:sales", 2);
    office.publish("rep:ana", 3);
    office.publish("rep:bob", 4);
    office.publish("queue:sales", 5);

    SECTION("by the address") {
        TestClient client = office.connect("ana@1", "&after=" + at(1));
        CHECK(client.hear_json()["cursor"] == Value(at(1)));
        CHECK(client.hear() == "queue:sales 2");
        CHECK(client.hear() == "rep:ana 3");
        CHECK(client.hear() == "queue:sales 5");
        office.publish("rep:ana", 6);
        CHECK(client.hear() == "rep:ana 6");
    }
    SECTION("by a frame, and nothing twice") {
        TestClient client = office.connect("ana@1");
        CHECK(client.hear_json()["cursor"] == Value(at(5)));
        office.publish("rep:ana", 6);
        CHECK(client.hear() == "rep:ana 6");
        client.say(subscribe(R"("rep:ana","queue:sales")", "\"" + at(2) + "\""));
        CHECK(client.hear() == "rep:ana 3");
        CHECK(client.hear() == "queue:sales 5");
        CHECK(client.hear_json()["cursor"] == Value(at(6)));
    }
}

TEST_CASE("who was away too long is told to load anew, topic by topic") {
    Office office({.start = 0, .replay = {.events_per_topic = 2}});
    for (Cursor cursor = 1; cursor <= 5; ++cursor) {
        office.publish("rep:ana", cursor);
    }
    office.publish("queue:sales", 6);
    TestClient client = office.connect("ana@1", "&after=" + at(1));
    client.hear();
    CHECK(client.hear() == "queue:sales 6");
    const Value resync = client.hear_json();
    CHECK(resync["type"] == Value("resync"));
    CHECK(resync["topic"] == Value("rep:ana"));
    CHECK(resync["cursor"] == Value(at(6)));
    office.publish("rep:ana", 7);
    CHECK(client.hear() == "rep:ana 7");
}

TEST_CASE("what the hub has forgotten is loaded from the store, and nothing newer overtakes it") {
    Office office({.start = 100, .replay = {.events_per_topic = 2}}, true);
    TestClient client = office.connect("ana@1", "&after=" + at(90));
    client.hear();
    // Both topics have a past that only the store knows.
    auto first = office.load();
    auto second = office.load();
    CHECK(first.after == 90);
    office.publish("rep:ana", 101);
    office.publish("queue:sales", 102);
    (first.topic.name == "rep:ana" ? first : second).done({.events = {{95, make_frame("old 95")}}, .covered = 100});
    (first.topic.name == "rep:ana" ? second : first)
        .done({.events = {{93, make_frame("old 93")}, {97, make_frame("old 97")}}, .covered = 100});
    for (const char* expected : {"old 93", "old 95", "old 97", "rep:ana 101", "queue:sales 102"}) {
        CHECK(client.hear() == expected);
    }
    office.publish("rep:ana", 103);
    CHECK(client.hear() == "rep:ana 103");
}

TEST_CASE("a topic that is joined while another is being loaded waits its turn") {
    Office office({.start = 100}, true);
    TestClient client = office.connect("ana@1", "&after=" + at(100));
    client.hear();
    client.say(subscribe(R"("run:1")", "\"" + at(50) + "\""));
    auto load = office.load();
    client.say(subscribe(R"("run:2")", "\"" + at(100) + "\""));
    client.say(R"({"type":"ping"})");
    CHECK(client.hear_json()["type"] == Value("pong"));  // so the second wish has arrived
    office.publish("rep:ana", 101);
    office.publish("run:2", 102);
    load.done({.events = {{60, make_frame("old 60")}}, .covered = 100});
    CHECK(client.hear() == "old 60");
    CHECK(client.hear() == "rep:ana 101");
    CHECK(client.hear_json()["topics"] == Value(List{"run:1"}));
    CHECK(client.hear() == "run:2 102");
    CHECK(client.hear_json()["topics"] == Value(List{"run:2"}));
}

TEST_CASE("a store that cannot say what was leads to resync") {
    Office office({.start = 100}, true);
    TestClient client = office.connect("ana@1", "&after=" + at(90));
    client.hear();
    SECTION("because it stops short") {
        for (int i = 0; i < 2; ++i) {
            office.load().done({.events = {{91, make_frame("91")}}, .covered = 95});
        }
    }
    SECTION("because it never answers") {
        for (int i = 0; i < 2; ++i) {
            office.load();
        }
    }
    CHECK(client.hear_json()["type"] == Value("resync"));
    CHECK(client.hear_json()["type"] == Value("resync"));
    office.publish("rep:ana", 101);
    CHECK(client.hear() == "rep:ana 101");
}

TEST_CASE("more than a session can hold at once is not repeated but loaded anew") {
    Office office({.repeat_frames_max = 3});
    for (Cursor cursor = 1; cursor <= 4; ++cursor) {
        office.publish("rep:ana", cursor);
    }
    TestClient client = office.connect("ana@1", "&after=" + at(0));
    client.hear();
    CHECK(client.hear_json()["topic"] == Value("queue:sales"));
    CHECK(client.hear_json()["topic"] == Value("rep:ana"));
    office.publish("rep:ana", 5);
    CHECK(client.hear() == "rep:ana 5");
}

TEST_CASE("typing reaches the desk; what nobody understands is said to be so") {
    Office office;
    TestClient client = office.connect("ana@1");
    client.hear();
    client.say(R"({"type":"typing","conversation_id":"c1"})");
    client.say(R"({"type":"dance"})");
    CHECK(client.hear_json()["code"] == Value("ws.unknown_type"));
    client.say("not json");
    CHECK(client.hear_json()["code"] == Value("ws.malformed"));
    client.say(subscribe("7"));
    CHECK(client.hear_json()["code"] == Value("ws.bad_topics"));
    client.say(subscribe(R"("run:1")", "\"forged\""));
    CHECK(client.hear_json()["code"] == Value("ws.bad_cursor"));
    const std::scoped_lock lock(office.mutex);
    CHECK(office.typed == std::vector<std::string>{"ana c1"});
}

TEST_CASE("a session has a bounded number of topics") {
    Office office({.topics_per_session_max = 3});
    TestClient client = office.connect("ana@1");
    client.hear();
    client.say(subscribe(R"("run:1","run:2")"));
    CHECK(client.hear_json()["code"] == Value("ws.too_many_topics"));
    CHECK(client.hear_json()["topics"] == Value(List{"run:1"}));
}

TEST_CASE("a log-out ends all sessions of one person and of nobody else") {
    Office office;
    TestClient first = office.connect("ana@1");
    TestClient second = office.connect("ana@1");
    TestClient bob = office.connect("bob@1");
    TestClient foreigner = office.connect("ana@2");
    for (TestClient* each : {&first, &second, &bob, &foreigner}) {
        each->hear();
    }
    CHECK(office.hub.is_connected(OrgId{1}, "ana"));
    CHECK(office.hub.session_count() == 4);
    office.hub.close_user(OrgId{1}, "ana", closed_unauthorised);
    CHECK(first.close_code() == 4401);
    CHECK(second.close_code() == 4401);
    office.publish("queue:sales", 1);
    CHECK(bob.hear() == "queue:sales 1");
    office.publish("queue:sales", 2, OrgId{2});
    CHECK(foreigner.hear() == "queue:sales 2");
    CHECK(office.server.listener->wait_until([](auto& heard) { return heard.socket_codes.size() == 2; }));
}

TEST_CASE("through many reconnects under fire each event is heard exactly once") {
    constexpr Cursor last = 2000;
    Office office({.replay = {.events_per_topic = last}, .repeat_frames_max = last, .repeat_bytes_max = 1 << 20}, false,
                  {.queue_bytes_max = 1 << 20, .queue_frames_max = last + 1});
    const std::jthread publisher([&] {
        for (Cursor cursor = 1; cursor <= last; ++cursor) {
            office.publish(cursor % 3 == 0 ? "queue:sales" : "rep:ana", cursor);
            std::this_thread::yield();
        }
    });
    for (Cursor seen = 0; seen < last;) {
        TestClient client = office.connect("ana@1", "&after=" + at(seen));
        REQUIRE(client.hear_json()["cursor"] == Value(at(seen)));
        for (int i = 0; i < 50; ++i) {
            const auto frame = client.hear();
            REQUIRE(frame);
            ++seen;
            REQUIRE(*frame == (seen % 3 == 0 ? "queue:sales " : "rep:ana ") + std::to_string(seen));
        }
        client.vanish();
    }
}
