#include "api/http/server.hpp"

#include <catch2/catch.hpp>

#include "api/http/problem.hpp"
#include "api/http/raw_client.hpp"
#include "api/http/test_server.hpp"

using namespace millrace;
using namespace millrace::http;

namespace {

// Says what it was asked.
void echo(const Request& request, const Responder& responder) {
    Map said{{"method", to_text(request.method)},
             {"path", request.path},
             {"body", request.body},
             {"remote", request.remote_address},
             {"bearer", request.bearer_token()}};
    for (const auto& param : request.params) {
        said.set("param " + param.name, param.value);
    }
    for (const auto& each : request.query) {
        said.set("query " + each.name, each.value);
    }
    responder.answer(Answer::json(said));
}

Router echoing() {
    Router router;
    for (const Method method : {Method::get, Method::post, Method::put, Method::del, Method::patch}) {
        router.add(method, "/echo", echo);
        router.add(method, "/echo/{name}", echo);
    }
    return router;
}

Value said(const RawAnswer& answer) {
    auto value = json::parse(answer.body);
    REQUIRE(value);
    return *value;
}

}  // namespace

TEST_CASE("a request reaches its handler with all its parts, and the answer comes back") {
    TestServer server(echoing());
    RawClient client(server.port());
    const auto answer = client.ask(post("/echo/a%20b?wait=5", "{\"x\":1}", "Authorization: Bearer abc\r\n"));
    CHECK(answer.status == 200);
    CHECK(answer.header("content-type") == "application/json");
    const Value body = said(answer);
    CHECK(body["method"] == Value("POST"));
    CHECK(body["param name"] == Value("a b"));
    CHECK(body["query wait"] == Value("5"));
    CHECK(body["body"] == Value("{\"x\":1}"));
    CHECK(body["remote"] == Value("127.0.0.1"));
    CHECK(body["bearer"] == Value("abc"));
}

TEST_CASE("a connection serves many requests, and closes when the client asks for it") {
    TestServer server(echoing());
    RawClient client(server.port());
    for (int i = 0; i < 100; ++i) {
        CHECK(client.ask(get("/echo")).status == 200);
    }
    const auto last = client.ask(get("/echo", "Connection: close\r\n"));
    CHECK(last.header("connection") == "close");
    CHECK(client.is_at_end());
    CHECK(server.listener->look([](auto& heard) { return heard.opened; }) == 1);
}

TEST_CASE("requests sent ahead are answered one by one in their order") {
    TestServer server(echoing());
    RawClient client(server.port());
    std::string all;
    for (int i = 0; i < 500; ++i) {
        all += i % 2 == 0 ? get("/echo/" + std::to_string(i)) : post("/echo/" + std::to_string(i), "body");
    }
    client.send(all);
    for (int i = 0; i < 500; ++i) {
        CHECK(said(client.read())["param name"] == Value(std::to_string(i)));
    }
}

TEST_CASE("requests sent ahead wait for an answer that takes its time") {
    Waiting waiting;
    Router router = echoing();
    router.add(Method::get, "/slow", waiting.handler());
    TestServer server(std::move(router));
    RawClient client(server.port());
    client.send(get("/slow") + get("/echo/after"));
    const auto responders = waiting.take(1);
    REQUIRE(responders.size() == 1);
    CHECK_FALSE(client.has_news(20));
    CHECK(responders[0].answer(Answer::text(200, "at last")));
    CHECK(client.read().body == "at last");
    CHECK(said(client.read())["param name"] == Value("after"));
}

TEST_CASE("a request that comes byte by byte is the same request") {
    TestServer server(echoing());
    RawClient client(server.port());
    for (const char c : post("/echo", "hello")) {
        client.send(std::string(1, c));
    }
    CHECK(said(client.read())["body"] == Value("hello"));
}

TEST_CASE("a chunked body is put together, and its trailers are ignored") {
    TestServer server(echoing());
    RawClient client(server.port());
    const std::string request =
        "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n5;note=x\r\ndefgh\r\n0\r\nAuthorization: Bearer late\r\n\r\n";
    for (int i = 0; i < 2; ++i) {
        const Value body = said(client.ask(request));
        CHECK(body["body"] == Value("abcdefgh"));
        CHECK(body["bearer"] == Value(""));
    }
    for (const char c : request) {
        client.send(std::string(1, c));
    }
    CHECK(said(client.read())["body"] == Value("abcdefgh"));
}

TEST_CASE("HEAD has the headers of GET and no body") {
    TestServer server(echoing());
    RawClient client(server.port());
    client.send("HEAD /echo HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto answer = client.read(false);
    CHECK(answer.status == 200);
    CHECK(answer.header("content-length") != "0");
    CHECK(client.ask(get("/echo")).status == 200);
}

TEST_CASE("OPTIONS lists what a path understands") {
    TestServer server(echoing());
    RawClient client(server.port());
    const auto answer = client.ask("OPTIONS /echo HTTP/1.1\r\nHost: t\r\n\r\n");
    CHECK(answer.status == 204);
    CHECK(answer.header("allow") == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    CHECK(client.ask("OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n").status == 204);
    CHECK(client.ask("OPTIONS /none HTTP/1.1\r\nHost: t\r\n\r\n").status == 404);
}

TEST_CASE("an unknown path is 404, a known one with another method 405 with Allow") {
    TestServer server(echoing());
    RawClient client(server.port());
    CHECK(client.ask(get("/none")).status == 404);
    const auto answer = client.ask("BREW /echo HTTP/1.1\r\nHost: t\r\n\r\n");
    CHECK(answer.status == 405);
    CHECK(answer.header("allow") == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    CHECK(said(answer)["code"] == Value("http.wrong_method"));
    CHECK(client.ask(post("/none", "with a body")).status == 404);
    CHECK(client.ask(get("/echo")).status == 200);
}

TEST_CASE("a client that waits to be invited is invited before it sends its body") {
    TestServer server(echoing());
    RawClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read(false).status == 100);
    client.send("body");
    CHECK(said(client.read())["body"] == Value("body"));
}

TEST_CASE("a client that announces too much is told before it sends it") {
    TestServer server(echoing());
    RawClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read().status == 413);
    client.finish_sending();
    CHECK(client.is_at_end());
}

TEST_CASE("an old client is served and let go, or kept if it asks for it") {
    TestServer server(echoing());
    RawClient once(server.port());
    CHECK(once.ask("GET /echo HTTP/1.0\r\n\r\n").status == 200);
    CHECK(once.is_at_end());
    RawClient kept(server.port());
    for (int i = 0; i < 3; ++i) {
        CHECK(kept.ask("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("connection") == "keep-alive");
    }
}

TEST_CASE("a client that has finished sending still gets its answers") {
    TestServer server(echoing());
    RawClient client(server.port());
    client.send(get("/echo/1") + get("/echo/2"));
    client.finish_sending();
    CHECK(said(client.read())["param name"] == Value("1"));
    CHECK(said(client.read())["param name"] == Value("2"));
    CHECK(client.is_at_end());
}

TEST_CASE("a page larger than any buffer arrives whole") {
    const auto page = std::make_shared<const std::string>(8 << 20, 'p');
    Router router;
    router.add(Method::get, "/page",
               [&](const Request&, const Responder& responder) { responder.answer(Answer::bytes(page, "text/html")); });
    TestServer server(std::move(router));
    RawClient client(server.port());
    client.send(get("/page") + get("/page"));
    CHECK(client.read().body == *page);
    CHECK(client.read().body == *page);
}

TEST_CASE("an unchanged page is not sent again") {
    Router router;
    router.add(Method::get, "/page", [](const Request&, const Responder& responder) {
        responder.answer(Answer::text(200, "page").with_etag("v1"));
    });
    TestServer server(std::move(router));
    RawClient client(server.port());
    CHECK(client.ask(get("/page")).header("etag") == "\"v1\"");
    CHECK(client.ask(get("/page", "If-None-Match: \"v1\"\r\n")).status == 304);
    CHECK(client.ask(get("/page", "If-None-Match: \"v0\"\r\n")).body == "page");
}

TEST_CASE("a port in use is named, with the option that chooses another") {
    TestServer server(echoing());
    Options options;
    options.listen.port = server.port();
    const auto second = Server::start(options, echoing());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == "listen.in_use");
    CHECK(second.error().message.find(std::to_string(server.port())) != std::string::npos);
    CHECK(second.error().message.find("--listen") != std::string::npos);
}

TEST_CASE("where to listen is read strictly") {
    CHECK(parse_listen("127.0.0.1:8080")->port == 8080);
    CHECK(parse_listen("[::1]:0")->host == "::1");
    CHECK(parse_listen("localhost:1")->host == "127.0.0.1");
    for (const char* wrong :
         {"", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:80x", "1:65536", "::1:80", "a:-1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_listen(wrong));
    }
    Options options;
    options.listen.host = "not an address";
    CHECK(Server::start(options, Router()).error().code == "listen.malformed");
}

TEST_CASE("the observer hears of each request by its route, not its path") {
    TestServer server(echoing());
    RawClient client(server.port());
    client.ask(get("/echo/secret?token=t"));
    client.ask(get("/none"));
    CHECK(server.listener->wait_until([](auto& heard) { return heard.served.size() == 2; }));
    CHECK(server.listener->look([](auto& heard) { return heard.served; }) ==
          std::vector<std::string>{"GET /echo/{name} 200", "GET  404"});
}
