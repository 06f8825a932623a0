// A shop's page may talk to its own channel, and no other page may.

#include <catch2/catch.hpp>

#include "api/http/raw_client.hpp"
#include "api/http/test_server.hpp"

using namespace millrace;
using namespace millrace::http;

namespace {

struct Shop {
    TestServer server;
    RawClient client;

    Shop() : server(router(), options()), client(server.port()) {}

    static Router router() {
        Router router;
        router.add(Method::post, "/api/chat/{channel}/conversations",
                   [](const Request&, const Responder& responder) { responder.answer(Answer::json(201, Map{})); });
        router.add(Method::get, "/api/runs",
                   [](const Request&, const Responder& responder) { responder.answer(Answer::json(Map{})); });
        return router;
    }
    static Options options() {
        Options options;
        options.origin_allowed = [](const Request& request, std::string_view origin) {
            return request.path == "/api/chat/web/conversations" && origin == "https://shop.example";
        };
        return options;
    }
};

}  // namespace

TEST_CASE("a page of an allowed origin may read the answer") {
    Shop shop;
    const auto answer = shop.client.ask(post("/api/chat/web/conversations", "{}", "Origin: https://shop.example\r\n"));
    CHECK(answer.status == 201);
    CHECK(answer.header("access-control-allow-origin") == "https://shop.example");
    CHECK(answer.header("vary") == "Origin");
}

TEST_CASE("a page of another origin may not") {
    Shop shop;
    for (const char* origin : {"https://evil.example", "null", "https://shop.example.evil", "http://shop.example"}) {
        const auto answer =
            shop.client.ask(post("/api/chat/web/conversations", "{}", "Origin: " + std::string(origin) + "\r\n"));
        CHECK(answer.header("access-control-allow-origin").empty());
    }
    CHECK(shop.client.ask(get("/api/runs", "Origin: https://shop.example\r\n"))
              .header("access-control-allow-origin")
              .empty());
}

TEST_CASE("a browser that asks first is told what it may send") {
    Shop shop;
    const std::string preflight =
        "OPTIONS /api/chat/web/conversations HTTP/1.1\r\nHost: t\r\nAccess-Control-Request-Method: POST\r\nOrigin: ";
    const auto allowed = shop.client.ask(preflight + "https://shop.example\r\n\r\n");
    CHECK(allowed.status == 204);
    CHECK(allowed.header("access-control-allow-origin") == "https://shop.example");
    CHECK(allowed.header("access-control-allow-methods") == "POST, OPTIONS");
    CHECK(allowed.header("access-control-allow-headers").find("Authorization") != std::string::npos);

    const auto refused = shop.client.ask(preflight + "https://evil.example\r\n\r\n");
    CHECK(refused.header("access-control-allow-methods").empty());
}
