// Clients that are slow, silent or too many.

#include <catch2/catch.hpp>

#include <thread>

#include "api/http/raw_client.hpp"
#include "api/http/test_server.hpp"

using namespace millrace;
using namespace millrace::http;

namespace {

Router hello_router() {
    Router router;
    const Handler hello = [](const Request&, const Responder& responder) {
        responder.answer(Answer::text(200, "hello"));
    };
    router.add(Method::get, "/hello", hello);
    router.add(Method::post, "/hello", hello);
    return router;
}

Options with(Timeouts timeouts) {
    Options options;
    options.timeouts = timeouts;
    return options;
}

// Sends the text byte by byte, over and over, until the server has something to say.
void drip(RawClient& client, std::string_view text) {
    for (std::size_t i = 0; !client.has_news(1); ++i) {
        if (!client.send(text.substr(i % text.size(), 1))) {
            return;
        }
    }
}

}  // namespace

TEST_CASE("a client that connects and says nothing is let go") {
    TestServer server(hello_router(), with({.head = milliseconds(30)}));
    RawClient client(server.port());
    CHECK(client.is_at_end());
}

TEST_CASE("a header that trickles in is cut off at its deadline, not at the last byte's") {
    TestServer server(hello_router(), with({.head = milliseconds(50)}));
    RawClient client(server.port());
    client.send("GET /hello HTTP/1.1\r\nHost: t\r\n");
    drip(client, "X: y\r\n");
    CHECK(client.read().status == 408);
}

TEST_CASE("a body that trickles in is cut off at its deadline") {
    TestServer server(hello_router(), with({.body = milliseconds(50)}));
    RawClient client(server.port());
    client.send("POST /hello HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n");
    drip(client, "x");
    CHECK(client.read().status == 408);

    RawClient chunks(server.port());
    chunks.send("POST /hello HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    drip(chunks, "1\r\nx\r\n");
    CHECK(chunks.read().status == 408);
}

TEST_CASE("a connection that rests is closed without a word, even if it drips empty lines") {
    TestServer server(hello_router(), with({.idle = milliseconds(40)}));
    RawClient silent(server.port());
    CHECK(silent.ask(get("/hello")).status == 200);
    CHECK(silent.is_at_end());

    RawClient dripping(server.port());
    CHECK(dripping.ask(get("/hello")).status == 200);
    drip(dripping, "\r\n");
    CHECK(dripping.read().status == 0);
}

TEST_CASE("a client that does not read its answer is cut") {
    const auto large = std::make_shared<const std::string>(64 << 20, 'x');
    Router router;
    router.add(Method::get, "/large", [&](const Request&, const Responder& responder) {
        responder.answer(Answer::bytes(large, "text/plain"));
    });
    TestServer server(std::move(router), with({.write = milliseconds(50)}));
    RawClient client(server.port());
    client.send(get("/large"));
    CHECK(server.listener->wait_until([](auto& heard) { return heard.closed == 1; }));
    CHECK(client.read_to_end().size() < large->size());
}

TEST_CASE("a handler that never answers is answered for, with 503") {
    Waiting kept;
    Router router = hello_router();
    router.add(Method::get, "/never", kept.handler());
    TestServer server(std::move(router), with({.answer = milliseconds(40)}));
    RawClient client(server.port());
    const auto answer = client.ask(get("/never"));
    CHECK(answer.status == 503);
    CHECK(answer.header("retry-after").size() == 1);  // some seconds
    client.finish_sending();
    CHECK(client.is_at_end());
    kept.take(1).at(0).answer(Answer::text(200, "too late"));
}

TEST_CASE("one connection too many is told so, and there is room again when another leaves") {
    Options options;
    options.connections_max = 2;
    TestServer server(hello_router(), options);
    RawClient first(server.port());
    RawClient second(server.port());
    CHECK(first.ask(get("/hello")).status == 200);
    CHECK(second.ask(get("/hello")).status == 200);
    {
        RawClient third(server.port());
        const auto answer = third.ask(get("/hello"));
        CHECK(answer.status == 503);
        CHECK(answer.header("retry-after").size() == 1);  // some seconds
        third.finish_sending();
        CHECK(third.is_at_end());
        CHECK(server.listener->look([](auto& heard) { return heard.refused_connections; }) == 1);
    }
    first.close();
    REQUIRE(server.listener->wait_until([](auto& heard) { return heard.closed == 2; }));
    RawClient fourth(server.port());
    CHECK(fourth.ask(get("/hello")).status == 200);
}

TEST_CASE("a flood of connections over the limit neither hangs nor kills the server") {
    Options options;
    options.connections_max = 4;
    TestServer server(hello_router(), options);
    {
        std::vector<RawClient> flood;
        for (int i = 0; i < 400; ++i) {
            flood.emplace_back(server.port());
            flood.back().send(get("/hello"));
        }
        CHECK(server.listener->wait_until([](auto& heard) { return heard.refused_connections == 396; }));
    }
    REQUIRE(server.listener->wait_until([](auto& heard) { return heard.closed == heard.opened; }));
    RawClient client(server.port());
    CHECK(client.ask(get("/hello")).status == 200);
}

TEST_CASE("stopping lets what is being answered finish, and closes what rests") {
    Waiting waiting;
    Router router = hello_router();
    router.add(Method::get, "/wait", waiting.handler());
    Options options;
    options.threads = 1;  // so that both connections are told at once
    TestServer server(std::move(router), options);
    RawClient resting(server.port());
    CHECK(resting.ask(get("/hello")).status == 200);
    RawClient busy(server.port());
    busy.send(get("/wait"));
    const auto responders = waiting.take(1);
    REQUIRE(responders.size() == 1);
    std::thread stopping([&] { server.server->stop(seconds(20)); });
    CHECK(resting.is_at_end());
    responders[0].answer(Answer::text(200, "finished"));
    const auto answer = busy.read();
    CHECK(answer.body == "finished");
    CHECK(answer.header("connection") == "close");
    busy.close();
    stopping.join();
    CHECK_FALSE(RawClient(server.port()).connected());
}

TEST_CASE("stopping does not wait longer than its grace for those who do not finish") {
    Waiting waiting;
    Router router = hello_router();
    router.add(Method::get, "/wait", waiting.handler());
    TestServer server(std::move(router));
    RawClient busy(server.port());
    busy.send(get("/wait"));
    RawClient halfway(server.port());
    halfway.send("GET /hel");
    REQUIRE(server.listener->wait_until([](auto& heard) { return heard.opened == 2; }));
    server.server->stop(milliseconds(20));
    CHECK(busy.is_at_end());
    CHECK(halfway.is_at_end());
}
