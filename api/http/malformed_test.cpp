// Every way of asking wrongly has its answer, and the server is as well afterwards as before.

#include <catch2/catch.hpp>

#include "api/http/raw_client.hpp"
#include "api/http/test_server.hpp"

using namespace millrace;
using namespace millrace::http;

namespace {

Router small_router() {
    Router router;
    const Handler size = [](const Request& request, const Responder& responder) {
        responder.answer(Answer::text(200, std::to_string(request.body.size())));
    };
    router.add(Method::get, "/size", size);
    router.add(Method::post, "/size", size);
    router.add(Method::post, "/tiny", size, {.body_bytes_max = 4});
    router.add(Method::post, "/huge", size, {.body_bytes_max = 4 << 20});
    return router;
}

struct Wrong {
    std::string what;
    std::string bytes;
    int status;
    std::string code;
};

// Sends the bytes, and expects a problem and the end of the connection.
void check_refused(std::uint16_t port, const Wrong& wrong) {
    CAPTURE(wrong.what);
    RawClient client(port);
    client.send(wrong.bytes);
    const auto answer = client.read();
    CHECK(answer.status == wrong.status);
    CHECK(answer.header("content-type") == "application/problem+json");
    CHECK(answer.header("connection") == "close");
    const auto body = json::parse(answer.body);
    REQUIRE(body);
    CHECK((*body)["code"] == Value(wrong.code));
    CHECK((*body)["status"] == Value(wrong.status));
    client.finish_sending();
    CHECK(client.read_to_end().empty());
}

std::string head(std::string_view fields) {
    return "POST /size HTTP/1.1\r\nHost: t\r\n" + std::string(fields) + "\r\n";
}

}  // namespace

TEST_CASE("what is not HTTP/1.1 is refused as malformed") {
    TestServer server(small_router());
    const std::vector<Wrong> all = {
        {"rubbish", "\x16\x03\x01\x02\x01\x01\xfc\x03\x03 hello\r\n\r\n", 400, "http.malformed"},
        {"no version", "GET /size\r\n\r\n", 400, "http.malformed"},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "http.malformed"},
        {"version 1.2", "GET /size HTTP/1.2\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"bare line feeds", "GET /size HTTP/1.1\nHost: t\n\n", 400, "http.malformed"},
        {"two blanks", "GET  /size HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"blank before the colon", "GET /size HTTP/1.1\r\nHost : t\r\n\r\n", 400, "http.malformed"},
        {"no colon", "GET /size HTTP/1.1\r\nHost\r\n\r\n", 400, "http.malformed"},
        {"NUL in a value", std::string("GET /size HTTP/1.1\r\nHost: t\r\nX: a\0b\r\n\r\n", 39), 400, "http.malformed"},
        {"a bare return in a value", "GET /size HTTP/1.1\r\nHost: t\r\nX: a\rb\r\n\r\n", 400, "http.malformed"},
        {"a name with a blank", "GET /size HTTP/1.1\r\nHost: t\r\nX Y: a\r\n\r\n", 400, "http.malformed"},
        {"blanks before the method", "  GET /size HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"no host", "GET /size HTTP/1.1\r\n\r\n", 400, "http.bad_host"},
        {"two hosts", "GET /size HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "http.bad_host"},
        {"CONNECT", "CONNECT evil:443 HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.bad_target"},
        {"a broken escape", "GET /si%zze HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.bad_path"},
        {"a path that is not UTF-8", "GET /%FF%FE HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.bad_path"},
        {"a NUL in the path", "GET /size%00 HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.bad_path"},
        {"a broken query", "GET /size?a=%9 HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.bad_query"},
        {"an unknown expectation", head("Expect: miracles\r\nContent-Length: 0\r\n"), 417, "http.unknown_expectation"},
    };
    for (const Wrong& wrong : all) {
        check_refused(server.port(), wrong);
    }
    RawClient client(server.port());
    CHECK(client.ask(get("/size")).status == 200);
}

TEST_CASE("a body whose length could be read in two ways is refused") {
    TestServer server(small_router());
    const std::vector<std::pair<std::string, std::string>> all = {
        {"length and chunks", head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
        {"chunks and length", head("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n"},
        {"two lengths", head("Content-Length: 5\r\nContent-Length: 6\r\n") + "hello"},
        {"one length twice", head("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello"},
        {"a list of lengths", head("Content-Length: 5, 5\r\n") + "hello"},
        {"a negative length", head("Content-Length: -1\r\n")},
        {"a signed length", head("Content-Length: +5\r\n") + "hello"},
        {"a hexadecimal length", head("Content-Length: 0x5\r\n") + "hello"},
        {"an empty length", head("Content-Length: \r\n")},
        {"a length in words", head("Content-Length: five\r\n")},
        {"a length beyond all numbers", head("Content-Length: 99999999999999999999999\r\n")},
        {"gzip", head("Transfer-Encoding: gzip\r\n")},
        {"gzip and chunks", head("Transfer-Encoding: gzip, chunked\r\n")},
        {"chunks twice", head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
        {"chunks in a list twice", head("Transfer-Encoding: chunked, chunked\r\n")},
        {"identity", head("Transfer-Encoding: identity\r\nContent-Length: 5\r\n") + "hello"},
        {"nearly chunks", head("Transfer-Encoding: xchunked\r\n")},
        {"chunks in HTTP/1.0", "POST /size HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    };
    for (const auto& [what, bytes] : all) {
        check_refused(server.port(), {what, bytes, 400, "http.conflicting_length"});
    }
}

TEST_CASE("chunks that are none are refused") {
    TestServer server(small_router());
    const std::string chunked = head("Transfer-Encoding: chunked\r\n");
    for (const std::string body :
         {"zz\r\nabc\r\n", "-3\r\nabc\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\nabc\n\r\n0\r\n\r\n",
          "FFFFFFFFFFFFFFFFF\r\nabc\r\n", "3 abc\r\nabc\r\n", "\r\n\r\n", "0\r\nbad trailer\r\n\r\n"}) {
        CAPTURE(body);
        check_refused(server.port(), {"chunk", chunked + body, 400, "http.malformed"});
    }
    check_refused(server.port(),
                  {"a chunk as large as memory", chunked + "FFFFFFFFFFFFFFFF\r\nabc", 413, "http.body_too_large"});
}

TEST_CASE("a header beyond sixteen kibibytes is refused however it comes") {
    TestServer server(small_router());
    const std::string start = "GET /size HTTP/1.1\r\nHost: t\r\n";
    check_refused(server.port(), {"one long field", start + "X: " + std::string(20'000, 'x') + "\r\n\r\n", 431,
                                  "http.header_too_large"});
    check_refused(server.port(), {"a long target", "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: t\r\n\r\n",
                                  431, "http.header_too_large"});
    check_refused(server.port(), {"no end of it", std::string(20'000, 'G'), 431, "http.header_too_large"});
    std::string many = start;
    for (int i = 0; i < 200; ++i) {
        many += "X: y\r\n";
    }
    check_refused(server.port(), {"many fields", many + "\r\n", 431, "http.header_too_large"});

    // Whole lines, each in a packet of its own.
    RawClient client(server.port());
    client.send(start);
    for (int i = 0; i < 1000 && !client.has_news(0); ++i) {
        client.send("X: " + std::string(1000, 'x') + "\r\n");
    }
    CHECK(client.read().status == 431);
}

TEST_CASE("a header just below the limit is served") {
    TestServer server(small_router());
    RawClient client(server.port());
    CHECK(client.ask(get("/size", "X: " + std::string(16'000, 'x') + "\r\n")).status == 200);
    CHECK(client.ask(get("/size", "X: " + std::string(16'000, 'x') + "\r\n")).status == 200);
}

TEST_CASE("endless chunk extensions and trailers are refused") {
    TestServer server(small_router());
    const std::string chunked = head("Transfer-Encoding: chunked\r\n");
    check_refused(server.port(),
                  {"extension", chunked + "3;" + std::string(40'000, 'x'), 431, "http.header_too_large"});
    check_refused(server.port(),
                  {"trailer", chunked + "0\r\nX: " + std::string(40'000, 'x'), 431, "http.header_too_large"});
}

TEST_CASE("a body over the limit is refused, announced or not, and each route has its own") {
    TestServer server(small_router());
    const std::string mebibyte(1 << 20, 'b');
    RawClient client(server.port());
    CHECK(client.ask(post("/size", mebibyte)).body == std::to_string(mebibyte.size()));
    CHECK(client.ask(post("/huge", mebibyte + mebibyte)).status == 200);
    CHECK(client.ask(post("/tiny", "1234")).status == 200);

    check_refused(server.port(), {"announced", post("/size", mebibyte + "b"), 413, "http.body_too_large"});
    check_refused(server.port(), {"tiny", post("/tiny", "12345"), 413, "http.body_too_large"});
    check_refused(server.port(), {"to nowhere", post("/none", mebibyte + "b"), 413, "http.body_too_large"});
    const std::string chunked = "POST /tiny HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";
    check_refused(server.port(),
                  {"in chunks", chunked + "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", 413, "http.body_too_large"});
}

TEST_CASE("a refusal reaches a client that is still sending") {
    TestServer server(small_router());
    RawClient client(server.port());
    client.send("POST /size HTTP/1.1\r\nHost: t\r\nContent-Length: 100000000\r\n\r\n");
    for (int i = 0; i < 64; ++i) {
        client.send(std::string(16'384, 'x'));
    }
    CHECK(client.read().status == 413);
}

TEST_CASE("a request that breaks off is refused while its sender still listens") {
    TestServer server(small_router());
    for (const std::string part :
         {"G", "GET /size HTTP/1.1\r\nHo", "POST /size HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhel",
          "POST /size HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
        CAPTURE(part);
        RawClient client(server.port());
        client.send(part);
        client.finish_sending();
        CHECK(client.read().status == 400);
        CHECK(client.is_at_end());
    }
}

TEST_CASE("empty lines before a request are overlooked") {
    TestServer server(small_router());
    RawClient client(server.port());
    client.send("\r\n\r");
    client.send("\n" + get("/size"));
    CHECK(client.read().status == 200);
    CHECK(client.ask("\r\n" + get("/size")).status == 200);
}

TEST_CASE("an unreadable request after good ones takes only the connection with it") {
    TestServer server(small_router());
    RawClient client(server.port());
    client.send(get("/size") + post("/size", "abc") + "rubbish\r\n\r\n" + get("/size"));
    CHECK(client.read().body == "0");
    CHECK(client.read().body == "3");
    CHECK(client.read().status == 400);
    client.finish_sending();
    CHECK(client.read_to_end().empty());
    CHECK(server.listener->look([](auto& heard) { return heard.refused; }) ==
          std::vector<std::string>{"http.malformed"});
}
