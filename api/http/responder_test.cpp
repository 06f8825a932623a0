#include "api/http/responder.hpp"

#include <catch2/catch.hpp>

#include <thread>

#include "api/http/raw_client.hpp"
#include "api/http/test_server.hpp"

using namespace millrace;
using namespace millrace::http;

namespace {

Router waiting_router(Waiting& waiting) {
    Router router;
    router.add(Method::get, "/wait", waiting.handler());
    return router;
}

}  // namespace

TEST_CASE("an answer may come later and from another thread") {
    Waiting waiting;
    TestServer server(waiting_router(waiting));
    RawClient client(server.port());
    for (int i = 0; i < 20; ++i) {
        client.send(get("/wait"));
        std::thread([responder = waiting.take(1)[0], i] {
            responder.answer(Answer::text(200, std::to_string(i)));
        }).join();
        CHECK(client.read().body == std::to_string(i));
    }
}

TEST_CASE("what one commit releases is answered in one go, on all I/O threads") {
    Waiting waiting;
    TestServer server(waiting_router(waiting));
    std::vector<RawClient> clients;
    for (int i = 0; i < 32; ++i) {
        clients.emplace_back(server.port());
        clients.back().send(get("/wait"));
    }
    std::vector<Completion> completions;
    for (const Responder& responder : waiting.take(32)) {
        completions.push_back({responder, Answer::text(200, "done")});
    }
    answer_all(std::move(completions));
    for (RawClient& client : clients) {
        CHECK(client.read().body == "done");
    }
}

TEST_CASE("the first answer wins, and the second is told so") {
    Waiting waiting;
    TestServer server(waiting_router(waiting));
    RawClient client(server.port());
    client.send(get("/wait") + get("/wait"));
    const Responder responder = waiting.take(1)[0];
    CHECK(responder.answer(Answer::text(200, "first")));
    CHECK_FALSE(responder.answer(Answer::text(200, "second")));
    answer_all({{responder, Answer::text(200, "third")}});
    CHECK(client.read().body == "first");
    // Nor does a late one reach the next request of the connection.
    waiting.take(1)[0].answer(Answer::text(200, "next"));
    CHECK(client.read().body == "next");
}

TEST_CASE("a responder that is dropped unanswered gives 500 and is reported") {
    Waiting waiting;
    TestServer server(waiting_router(waiting));
    RawClient client(server.port());
    client.send(get("/wait"));
    waiting.take(1).clear();
    const auto answer = client.read();
    CHECK(answer.status == 500);
    CHECK(json::parse(answer.body).value()["code"] == Value("internal"));
    CHECK(server.listener->look([](auto& heard) { return heard.failures.size(); }) == 1);
}

TEST_CASE("a handler that throws gives 500 and keeps its reasons from the caller") {
    Router router;
    router.add(Method::get, "/throw", [](const Request&, const Responder&) { throw std::runtime_error("the secret"); });
    router.add(Method::get, "/throw7", [](const Request&, const Responder&) { throw 7; });
    TestServer server(std::move(router));
    RawClient client(server.port());
    for (const char* path : {"/throw", "/throw7", "/throw"}) {
        const auto answer = client.ask(get(path));
        CHECK(answer.status == 500);
        CHECK(answer.body.find("secret") == std::string::npos);
    }
    CHECK(server.listener->look([](auto& heard) { return heard.failures[0]; }) == "the secret");
}

TEST_CASE("answering after the client has gone harms nobody") {
    Waiting waiting;
    TestServer server(waiting_router(waiting));
    std::vector<Responder> late;
    for (int i = 0; i < 10; ++i) {
        RawClient client(server.port());
        client.send(get("/wait"));
        late.push_back(waiting.take(1)[0]);
    }
    for (const Responder& responder : late) {
        responder.answer(Answer::text(200, std::string(1 << 20, 'x')));
    }
    CHECK(server.listener->wait_until([](auto& heard) { return heard.closed == 10; }));
}

TEST_CASE("answering after the server has gone harms nobody") {
    Waiting waiting;
    std::vector<Responder> late;
    {
        TestServer server(waiting_router(waiting));
        RawClient client(server.port());
        client.send(get("/wait"));
        late = waiting.take(1);
    }
    late[0].answer(Answer::text(200, "too late"));
    late.clear();
}
