#include "api/ws/endpoint.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <thread>

#include "api/http/raw_client.hpp"
#include "api/http/test_server.hpp"
#include "api/ws/test_client.hpp"

using namespace millrace;
using namespace millrace::ws;

namespace {

// A server with one endpoint: the token "ana" is Ana's, "visitor" is for another door, and what is said comes back.
struct Room {
    std::mutex mutex;
    std::vector<std::string> tokens;
    std::vector<SessionPtr> opened;
    std::vector<int> closed;
    std::condition_variable changed;
    Endpoint endpoint;
    http::TestServer server;

    explicit Room(Options options = {}) : endpoint(options, handlers()), server(router()) {}

    Handlers handlers() {
        Handlers handlers;
        handlers.authenticate = [this](const http::Request&, const std::string& token,
                                       const std::function<void(Verdict)>& done) {
            {
                const std::scoped_lock lock(mutex);
                tokens.push_back(token);
            }
            if (token == "ana") {
                done(Verdict::welcome({.org = OrgId{1}, .user_id = "u-ana", .claims = {}, .topics = {}}));
            } else if (token == "late") {
                std::thread([done] {
                    done(Verdict::welcome({.org = OrgId{1}, .user_id = "u-late", .claims = {}, .topics = {}}));
                }).detach();
            } else {
                done(Verdict::refused(token == "visitor" ? closed_forbidden : closed_unauthorised));
            }
        };
        handlers.opened = [this](const SessionPtr& session, const http::Request&) {
            const std::scoped_lock lock(mutex);
            opened.push_back(session);
            changed.notify_all();
        };
        handlers.message = [](const SessionPtr& session, std::string_view text) {
            if (text == "throw") {
                throw std::runtime_error("the handler failed");
            }
            session->send("you said " + std::string(text));
        };
        handlers.closed = [this](const SessionPtr&, int code) {
            const std::scoped_lock lock(mutex);
            closed.push_back(code);
            changed.notify_all();
        };
        return handlers;
    }
    http::Router router() {
        http::Router router;
        endpoint.attach(router, "/ws");
        return router;
    }
    std::uint16_t port() const { return server.port(); }

    SessionPtr session(std::size_t index = 0) {
        std::unique_lock lock(mutex);
        REQUIRE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return opened.size() > index; }));
        return opened[index];
    }
    std::vector<int> codes(std::size_t count) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, std::chrono::seconds(20), [&] { return closed.size() >= count; });
        return closed;
    }
};

std::string handshake(std::string_view more = {}) {
    return http::get("/ws?token=ana",
                     std::string("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
                         .append(more));
}

// Sends raw frames after a good handshake; the code with which the server closes, 0 if it just ends.
int code_after(std::uint16_t port, std::string_view frames) {
    http::RawClient client(port);
    client.send(handshake());
    CHECK(client.read(false).status == 101);
    client.send(frames);
    const std::string rest = client.read_to_end();
    if (rest.size() < 4 || rest[0] != '\x88') {
        return 0;
    }
    return static_cast<unsigned char>(rest[2]) << 8 | static_cast<unsigned char>(rest[3]);
}

}  // namespace

TEST_CASE("a person with a good token talks and listens") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    REQUIRE(client.is_open());
    client.say("hello");
    CHECK(client.hear() == "you said hello");
    CHECK(room.session()->identity().user_id == "u-ana");
    room.session()->send("news");
    CHECK(client.hear() == "news");
}

TEST_CASE("the token is taken from the query, the Authorization header or the subprotocol") {
    Room room;
    CHECK(TestClient(room.port(), "/ws", {{"Authorization", "Bearer ana"}}).is_open());
    TestClient by_protocol(room.port(), "/ws", {{"Sec-WebSocket-Protocol", "millrace, bearer.ana"}});
    CHECK(by_protocol.is_open());
    CHECK(by_protocol.protocol() == "millrace");
    CHECK(TestClient(room.port(), "/ws?token=ana").protocol().empty());
    const std::scoped_lock lock(room.mutex);
    CHECK(room.tokens == std::vector<std::string>{"ana", "ana", "ana"});
}

TEST_CASE("a bad token is closed with 4401, a token for another door with 4403") {
    Room room;
    CHECK(TestClient(room.port(), "/ws?token=forged").close_code() == 4401);
    CHECK(TestClient(room.port(), "/ws").close_code() == 4401);
    CHECK(TestClient(room.port(), "/ws?token=visitor").close_code() == 4403);
    CHECK(room.server.listener->wait_until([](auto& heard) { return heard.socket_codes.size() == 3; }));
    const std::scoped_lock lock(room.mutex);
    CHECK(room.opened.empty());
    CHECK(room.closed.empty());
}

TEST_CASE("who somebody is may be found out later and elsewhere") {
    Room room;
    TestClient client(room.port(), "/ws?token=late");
    REQUIRE(client.is_open());
    client.say("x");
    CHECK(client.hear() == "you said x");
}

TEST_CASE("a plain request, another version or a broken key is told what is wrong") {
    Room room;
    http::RawClient client(room.port());
    CHECK(client.ask(http::get("/ws?token=ana")).status == 426);
    CHECK(client.ask(http::get("/ws", "Connection: Upgrade\r\nUpgrade: h2c\r\n")).status == 426);
    const auto version = client.ask(
        http::get("/ws",
                  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: "
                  "dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    CHECK(version.status == 426);
    CHECK(version.header("sec-websocket-version") == "13");
    CHECK(client
              .ask(http::get("/ws",
                             "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: short\r\n"))
              .status == 400);
    CHECK(client.ask(http::post("/ws", "")).status == 405);
    client.send(handshake());
    CHECK(client.read(false).status == 101);
}

TEST_CASE("a session is found by its number until it ends") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    const SessionId id = room.session()->id();
    CHECK(room.endpoint.find(id) == room.session());
    CHECK(room.endpoint.sessions().size() == 1);
    client.close();
    CHECK(room.codes(1) == std::vector<int>{1000});
    CHECK(room.endpoint.find(id) == nullptr);
    room.session()->send("into the void");
    room.session()->close(closed_normally);
}

TEST_CASE("we can close with a code of ours") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    room.session()->close(closed_unauthorised);
    CHECK(client.close_code() == 4401);
    CHECK(room.codes(1) == std::vector<int>{4401});
}

TEST_CASE("a client that vanishes is missed") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    room.session();
    client.vanish();
    CHECK(room.codes(1) == std::vector<int>{1006});
}

TEST_CASE("frames from many threads arrive whole, and each thread's in order") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    const SessionPtr session = room.session();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                session->send(std::to_string(t) + " " + std::to_string(i));
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    int next[4] = {};
    for (int i = 0; i < 800; ++i) {
        const auto text = client.hear();
        REQUIRE(text);
        const int t = (*text)[0] - '0';
        CHECK(text->substr(2) == std::to_string(next[t]++));
    }
}

TEST_CASE("a client that does not read is closed with 4408 once too much waits for it") {
    SECTION("too many bytes") {
        Room room({.closing = milliseconds(200)});
        TestClient client(room.port(), "/ws?token=ana");
        const Frame large = make_frame(std::string(100'000, 'x'));
        for (int i = 0; i < 400; ++i) {
            room.session()->send(large);
        }
        CHECK(room.codes(1) == std::vector<int>{4408});
    }
    SECTION("too many frames") {
        Room room({.queue_bytes_max = 100 << 20, .queue_frames_max = 3, .closing = milliseconds(200)});
        TestClient client(room.port(), "/ws?token=ana");
        const Frame large = make_frame(std::string(4 << 20, 'x'));
        for (int i = 0; i < 20; ++i) {
            room.session()->send(large);
        }
        CHECK(room.codes(1) == std::vector<int>{4408});
    }
}

TEST_CASE("a slow client that reads again in time is told why it was closed") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    const Frame large = make_frame(std::string(100'000, 'x'));
    for (int i = 0; i < 400; ++i) {
        room.session()->send(large);
    }
    CHECK(client.close_code() == 4408);
}

TEST_CASE("a message over the limit closes with 1009, one at the limit does not") {
    Room room({.queue_bytes_max = 1 << 20});
    TestClient client(room.port(), "/ws?token=ana");
    const std::string largest(256 << 10, 'x');
    client.say(largest);
    CHECK(client.hear() == "you said " + largest);
    client.say(largest + "x");
    CHECK(client.close_code() == 1009);
}

TEST_CASE("binary frames close with 1003") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    client.say_bytes("binary");
    CHECK(client.close_code() == 1003);
}

TEST_CASE("a callback that throws closes its session with 1011 and no other") {
    Room room;
    TestClient client(room.port(), "/ws?token=ana");
    TestClient other(room.port(), "/ws?token=ana");
    client.say("throw");
    CHECK(client.close_code() == 1011);
    other.say("x");
    CHECK(other.hear() == "you said x");
    CHECK(room.server.listener->look([](auto& heard) { return heard.failures; }) ==
          std::vector<std::string>{"the handler failed"});
}

TEST_CASE("frames that break the protocol end the session and harm nobody") {
    Room room({.closing = milliseconds(100)});
    using namespace std::string_view_literals;
    CHECK(code_after(room.port(), "\x81\x02hi"sv) == 1002);                        // not masked
    CHECK(code_after(room.port(), "\xf1\x82\x01\x02\x03\x04gk"sv) == 1002);        // reserved bits
    CHECK(code_after(room.port(), "\x83\x82\x01\x02\x03\x04gk"sv) == 1002);        // an unknown opcode
    CHECK(code_after(room.port(), "\x80\x82\x01\x02\x03\x04gk"sv) == 1002);        // continues nothing
    CHECK(code_after(room.port(), "\x09\x80\x01\x02\x03\x04"sv) == 1002);          // a ping in parts
    CHECK(code_after(room.port(), "\x81\x82\x00\x00\x00\x00\xff\xfe"sv) == 1007);  // not UTF-8
    CHECK(code_after(room.port(), "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"sv) ==
          1009);  // as long as memory
    TestClient client(room.port(), "/ws?token=ana");
    client.say("x");
    CHECK(client.hear() == "you said x");
}

TEST_CASE("a client that is silent but there answers pings and stays; one that is not there is given up") {
    Room room({.silence = milliseconds(60)});
    TestClient there(room.port(), "/ws?token=ana");
    http::RawClient gone(room.port());  // it never answers a ping
    gone.send(handshake());
    CHECK(gone.read(false).status == 101);
    // The first to be heard of again is the one that was given up, while the other has been reading (and so answering).
    std::vector<int> codes;
    std::thread giving_up([&] {
        codes = room.codes(1);
        for (const SessionPtr& session : room.endpoint.sessions()) {
            session->send("still here");
        }
    });
    CHECK(there.hear() == "still here");
    giving_up.join();
    CHECK(codes == std::vector<int>{1006});
    CHECK(gone.read_to_end().substr(0, 1) == "\x89");  // it was asked
}

TEST_CASE("a handshake that nobody judges is given up") {
    Handlers handlers;
    std::promise<std::function<void(Verdict)>> kept;
    handlers.authenticate = [&](const http::Request&, const std::string&, const std::function<void(Verdict)>& done) {
        kept.set_value(done);
    };
    const Endpoint endpoint({.handshake = milliseconds(30)}, handlers);
    http::Router router;
    endpoint.attach(router, "/ws");
    http::TestServer server(std::move(router));
    http::RawClient client(server.port());
    client.send(handshake());
    CHECK(client.is_at_end());
    kept.get_future().get()(Verdict::refused(closed_forbidden));
}

TEST_CASE("a server that stops says 1012 to all") {
    Room room;
    std::vector<TestClient> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back(room.port(), "/ws?token=ana");
    }
    room.session(7);
    std::thread stopping([&] { room.server.server->stop(seconds(20)); });
    for (TestClient& client : clients) {
        CHECK(client.close_code() == 1012);
    }
    stopping.join();
    CHECK(room.codes(8) == std::vector<int>(8, 1012));
}

TEST_CASE("open sockets count as connections, and give their place back") {
    http::Options options;
    options.connections_max = 1;
    Room room;
    http::Router router;
    room.endpoint.attach(router, "/ws");
    http::TestServer server(std::move(router), options);
    TestClient client(server.port(), "/ws?token=ana");
    REQUIRE(client.is_open());
    CHECK(http::RawClient(server.port()).ask(http::get("/ws")).status == 503);
    client.close();
    room.codes(1);
    CHECK(server.listener->wait_until([](auto& heard) { return heard.closed == 2 && heard.socket_codes.size() == 1; }));
    CHECK(http::RawClient(server.port()).ask(http::get("/ws")).status == 426);
}
