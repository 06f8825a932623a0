#include "runtime/effects/http_effect.hpp"

#include <catch2/catch.hpp>

#include "engine/desk/integration.hpp"
#include "engine/value/json.hpp"

namespace millrace::effects {
namespace {

Value read(std::string_view text) {
    return *json::parse(text);
}

Outcome replied(int status, std::string body, std::string type = "application/json; charset=utf-8") {
    Outcome outcome;
    outcome.kind = Outcome::Kind::replied;
    outcome.attempts = 2;
    outcome.reply.status = status;
    outcome.reply.headers = {{"Content-Type", std::move(type)}, {"Set-Cookie", "session=secret"}, {"X-Id", "7"}};
    outcome.reply.body = std::move(body);
    return outcome;
}

desk::HttpReplied heard(const Outcome& outcome, const std::vector<std::string>& save = {}) {
    return *http_replied(outcome, save).as<desk::HttpReplied>();
}

std::string kept(std::string_view json, const std::vector<std::string>& save) {
    return json::dump(heard(replied(200, std::string(json)), save).json);
}

}  // namespace

TEST_CASE("a flow's request becomes one on the wire") {
    const auto call = http_call(read(R"({"method":"POST","url":"https://crm.example/orders","headers":{"X-Key":"a"},
                                         "json":{"b":1,"a":[true]},"timeout":"3s","attempts":2,"save":["id"]})"));
    REQUIRE(call);
    CHECK(call->request.method == "POST");
    CHECK(call->request.url == "https://crm.example/orders");
    CHECK(call->request.headers == Headers{{"X-Key", "a"}, {"Content-Type", "application/json"}});
    CHECK(call->request.body == R"({"a":[true],"b":1})");
    CHECK(call->request.time_limit == seconds(3));
    CHECK(call->attempts_max == 2);
    CHECK(call->save == std::vector<std::string>{"id"});
}

TEST_CASE("what is left out has its default, and an own content type is kept") {
    const auto plain = http_call(read(R"({"url":"https://crm.example/"})"));
    REQUIRE(plain);
    CHECK(plain->request.method == "GET");
    CHECK(plain->request.time_limit == seconds(10));
    CHECK(plain->attempts_max == 3);
    CHECK(plain->request.headers.empty());

    const auto own =
        http_call(read(R"({"url":"https://a.example/","json":{},"headers":{"content-type":"application/x+json"}})"));
    CHECK(own->request.headers == Headers{{"content-type", "application/x+json"}});
}

TEST_CASE("a payload that a script got wrong is refused with its place") {
    const auto place = [](std::string_view payload) {
        const auto call = http_call(read(payload));
        return call ? "good" : call.error().code + " at " + call.error().pointer;
    };
    CHECK(place(R"({})") == "effect.invalid at /url");
    CHECK(place(R"({"url":"https://a.example/","headers":["a"]})") == "effect.invalid at /headers");
    CHECK(place(R"({"url":"https://a.example/","headers":{"x":1}})") == "effect.invalid at /headers/x");
    CHECK(place(R"({"url":"https://a.example/","attempts":99})") == "effect.invalid at /attempts");
    CHECK(place(R"({"url":"https://a.example/","timeout":"1d"})") == "effect.invalid at /timeout");
}

TEST_CASE("the destination is the origin, however the rest of the URL reads") {
    CHECK(http_destination(read(R"({"url":"https://CRM.example/a?b=c"})")) == "https://crm.example");
    CHECK(http_destination(read(R"({"url":"http://crm.example:8080"})")) == "http://crm.example:8080");
    CHECK(http_destination(read(R"({"url":"nonsense"})")).empty());
    CHECK(http_destination(read(R"({})")).empty());
}

TEST_CASE("a JSON reply is heard as JSON, a text as text, and a picture as its status") {
    const auto json = heard(replied(201, R"({"id":7})"));
    CHECK(json.status == 201);
    CHECK(json.json == read(R"({"id":7})"));
    CHECK(json.body.empty());
    CHECK(json.attempts == 2);
    CHECK(json.error.empty());
    CHECK(json.headers["x-id"] == Value("7"));
    CHECK(json.headers["set-cookie"].is_nil());

    CHECK(heard(replied(200, "hello", "text/plain")).body == "hello");
    CHECK(heard(replied(200, "{broken")).body == "{broken");
    const auto picture = heard(replied(200, "\x89PNG\xff", "image/png"));
    CHECK(picture.status == 200);
    CHECK(picture.body.empty());
    CHECK(picture.error.empty());
}

TEST_CASE("of a JSON reply only what was asked for is kept, in its place") {
    const auto reply =
        R"({"customer":{"id":7,"name":"Ana","tier":"gold"},"items":[{"sku":"a","price":1},{"sku":"b"}],"x":1})";
    CHECK(kept(reply, {"customer.id"}) == R"({"customer":{"id":7}})");
    CHECK(kept(reply, {"customer.id", "customer.tier", "x"}) == R"({"customer":{"id":7,"tier":"gold"},"x":1})");
    CHECK(kept(reply, {"items.sku"}) == R"({"items":[{"sku":"a"},{"sku":"b"}]})");
    CHECK(kept(reply, {"items.sku", "items.price"}) == R"({"items":[{"price":1,"sku":"a"},{"sku":"b"}]})");
    CHECK(kept(reply, {"nothing", "customer.nothing"}) == "null");
    CHECK(kept(reply, {}) == json::dump(read(reply)));
}

TEST_CASE("a reply too large to be kept says so, unless the part that is asked for is small") {
    const std::string large = R"({"id":7,"text":")" + std::string(200'000, 'a') + "\"}";
    const auto whole = heard(replied(200, large));
    CHECK(whole.status == 200);
    CHECK(whole.error == "too_large");
    CHECK(whole.json.is_nil());
    CHECK(heard(replied(200, large), {"id"}).json == read(R"({"id":7})"));
}

TEST_CASE("no reply is heard as the error in its place") {
    Outcome outcome;
    outcome.kind = Outcome::Kind::failed;
    outcome.reply.error = HttpError{HttpError::Kind::timeout, "expected an answer"};
    CHECK(heard(outcome).error == "timeout");
    CHECK(heard(outcome).message == "expected an answer");
    CHECK(heard(outcome).status == 0);
    outcome.kind = Outcome::Kind::unknown;
    CHECK(heard(outcome).error == "outcome_unknown");
    outcome.kind = Outcome::Kind::unavailable;
    CHECK(heard(outcome).error == "unavailable");
}

}  // namespace millrace::effects
