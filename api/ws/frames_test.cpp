#include "api/ws/frames.hpp"

#include <catch2/catch.hpp>

using namespace millrace;
using namespace millrace::ws;

TEST_CASE("an event is one flat object") {
    CHECK(
        *event_frame("message.received", "rep:u1", 33, Time{1'767'603'600'000}, {{"text", "hi"}}) ==
        R"({"at":"2026-01-05T09:00:00Z","cursor":"0000000000011","text":"hi","topic":"rep:u1","type":"message.received"})");
}

TEST_CASE("a cursor comes back as it was sent") {
    for (const Cursor cursor : {Cursor{0}, Cursor{33}, Cursor{1} << 62}) {
        const auto again = read_cursor(Value(to_base32(cursor)));
        REQUIRE(again);
        CHECK(*again == cursor);
    }
    CHECK(*read_cursor(Value(7)) == 7);
    for (const Value& wrong :
         {Value(-1), Value("7"), Value("zzzzzzzzzzzzzz"), Value(1.5), Value(true), Value(""), Value(List{})}) {
        CHECK(read_cursor(wrong).error().code == "ws.bad_cursor");
    }
}

TEST_CASE("what a client says is read strictly") {
    const auto frame =
        read_client_frame(R"({"type":"subscribe","topics":["run:0abc","queue:sales","run:0abc"],"after":5})");
    REQUIRE(frame);
    CHECK(frame->topics == std::vector<std::string>{"run:0abc", "queue:sales"});
    CHECK(frame->after == Cursor{5});
    CHECK(read_client_frame(R"({"type":"typing","conversation_id":"x"})")->whole["conversation_id"] == Value("x"));
    CHECK_FALSE(read_client_frame(R"({"type":"subscribe","topics":[],"after":null})")->after);

    for (const char* text :
         {"", "x", "[]", "7", "{}", R"({"type":7})", R"({"type":"a","type":"b"})", "{\"type\":\"\xff\"}"}) {
        CAPTURE(text);
        CHECK(read_client_frame(text).error().code == "ws.malformed");
    }
    CHECK(read_client_frame(std::string(100'000, '[')).error().code == "ws.malformed");
    for (const char* topics : {"null", "\"run:1\"", "[1]", "[\"\"]", "[\"run\"]", "[\":x\"]", "[\"run:\"]",
                               "[\"run:a b\"]", "[\"run:*\"]", "[\"a:b:c\"]"}) {
        CAPTURE(topics);
        CHECK(read_client_frame(std::string(R"({"type":"subscribe","topics":)") + topics + "}").error().code ==
              "ws.bad_topics");
    }
    CHECK(read_client_frame(R"({"type":"subscribe","topics":[],"after":"x"})").error().code == "ws.bad_cursor");
}
