#include "api/http/answer.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "api/http/answer_head.hpp"
#include "api/http/problem.hpp"
#include "engine/value/json.hpp"

using namespace millrace;
using namespace millrace::http;

namespace {

std::string head_of(const Answer& answer, const Asked& asked = {}) {
    std::string head;
    write_head(answer, asked, head);
    return head;
}

bool has(const std::string& head, const std::string& line) {
    return head.find("\r\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a problem names itself for programs and for people") {
    const Answer answer = problem(404, {"run.unknown", "expected a run but there is none of this id"});
    CHECK(answer.status == 404);
    CHECK(answer.content_type == "application/problem+json");
    const auto body = json::parse(answer.body);
    REQUIRE(body);
    CHECK((*body)["type"] == Value("urn:millrace:problem:run.unknown"));
    CHECK((*body)["title"] == Value("Not Found"));
    CHECK((*body)["status"] == Value(404));
    CHECK((*body)["code"] == Value("run.unknown"));
    CHECK((*body)["detail"] == Value("expected a run but there is none of this id"));
    CHECK((*body)["errors"].as_list().empty());
}

TEST_CASE("a problem that points into the body says where") {
    const auto body = json::parse(problem(422, {"user.bad_email", "expected an address", "/email"}).body);
    REQUIRE(body);
    const Value& first = (*body)["errors"].as_list()[0];
    CHECK(first["pointer"] == Value("/email"));
    CHECK(first["code"] == Value("user.bad_email"));
    CHECK(first["node"].is_nil());
}

TEST_CASE("a problem can carry every fault at once, and the state it speaks of") {
    const auto body =
        json::parse(problem(409, {"conversation.already_taken", "expected a free conversation"},
                            {{"/a", "x.y", "first", "n1"}, {"/b", "x.z", "second", ""}}, {{"state", "assigned"}})
                        .body);
    REQUIRE(body);
    CHECK((*body)["state"] == Value("assigned"));
    CHECK((*body)["errors"].as_list().size() == 2);
    CHECK((*body)["errors"].as_list()[0]["node"] == Value("n1"));
}

TEST_CASE("every answer forbids sniffing, framing and storing unless it says otherwise") {
    const std::string head = head_of(Answer::json(Map{{"a", 1}}));
    CHECK(has(head, "X-Content-Type-Options: nosniff"));
    CHECK(has(head, "X-Frame-Options: DENY"));
    CHECK(has(head, "Cache-Control: no-store"));
    CHECK(has(head, "Content-Length: 7"));

    const std::string framed = head_of(Answer::text(200, "x").with_frame_ancestors("https://shop.example"));
    CHECK(has(framed, "Content-Security-Policy: frame-ancestors https://shop.example"));
    CHECK(framed.find("X-Frame-Options") == std::string::npos);

    const std::string cached = head_of(Answer::text(200, "x").with_header("Cache-Control", "max-age=60"));
    CHECK(has(cached, "Cache-Control: max-age=60"));
    CHECK(cached.find("no-store") == std::string::npos);
}

TEST_CASE("a value from outside cannot begin a header of its own") {
    const std::string head = head_of(Answer::nothing().with_location("/a\r\nSet-Cookie: x=1\n\x01"));
    CHECK(has(head, "Location: /aSet-Cookie: x=1"));
}

TEST_CASE("a caller who has this version gets 304 without a body") {
    const Answer answer = Answer::text(200, "page").with_etag("v1");
    for (const char* known : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
        CAPTURE(known);
        Asked asked;
        asked.if_none_match = known;
        std::string head;
        CHECK_FALSE(write_head(answer, asked, head));
        CHECK(head.substr(0, 25) == "HTTP/1.1 304 Not Modified");
        CHECK(has(head, "ETag: \"v1\""));
        CHECK(head.find("Content-Length") == std::string::npos);
    }
    for (const char* other : {"\"v2\"", "v1", "\"v", ""}) {
        Asked asked;
        asked.if_none_match = other;
        CHECK(status_of(answer, asked) == 200);
    }
    Asked by_post;
    by_post.method = Method::post;
    by_post.if_none_match = "*";
    CHECK(status_of(answer, by_post) == 200);
}

TEST_CASE("a wait is told in whole seconds, rounded up") {
    CHECK(has(head_of(Answer::nothing().with_retry_after(milliseconds(1))), "Retry-After: 1"));
    CHECK(has(head_of(Answer::nothing().with_retry_after(milliseconds(1001))), "Retry-After: 2"));
    CHECK(has(head_of(Answer::nothing().with_retry_after(minutes(15))), "Retry-After: 900"));
    std::set<std::string> soon;
    for (int i = 0; i < 200; ++i) {
        const std::string head = head_of(Answer::nothing().with_retry_soon());
        soon.insert(head.substr(head.find("Retry-After: "), 14));
    }
    CHECK(soon == std::set<std::string>{"Retry-After: 1", "Retry-After: 2", "Retry-After: 3"});
}
