// Runs on a real store: they compute, wait, ask and end, though their process may not last as long.

#include "tests/journey/house.hpp"

namespace millrace::journey {
namespace {

constexpr const char* smallest =
    R"({"format":"millrace.flow/1","key":"k","title":"t","trigger":{"on":"api"},"start":"s",
  "nodes":{"s":{"type":"script.lua","settings":{"code":"ctx.vars.n = 6 * 7 return 'done'"},"next":{"done":"w","error":"e"}},
  "w":{"type":"control.wait","settings":{"duration":"1h"},"next":{"done":"e"}},"e":{"type":"control.end"}}})";

}  // namespace

TEST_CASE("A run computes, waits an hour and ends, though its process ended meanwhile") {
    House house;
    house.publish(smallest);
    const drive::Answered started = house.start("k");
    REQUIRE(started.kind == drive::Answered::Kind::done);
    CHECK(json::dump(started.shown["vars"]) == R"({"n":42})");
    CHECK(started.shown["status"] == Value("waiting"));

    SECTION("in one process") {
        house.after(minutes(59));
        CHECK(house.state(started.run).status == run::Status::waiting);
        house.after(minutes(1));
    }
    SECTION("in another one, which finds the timer in the store") {
        house.process().drive->recover();
        house.settle();
        house.after(hours(2));
    }
    CHECK(house.state(started.run).status == run::Status::completed);
    CHECK(house.turns_decided_again(started.run) == 2);
}

TEST_CASE("The same key starts one run") {
    House house;
    house.publish(smallest);
    const store::IdempotencyKey key{org, "runs:abc", "hash", ""};
    const drive::Answered first = house.start("k", Value(), key);
    const drive::Answered again = house.start("k", Value(), key);
    CHECK(again.kind == drive::Answered::Kind::duplicate);
    CHECK(again.remembered == to_text(first.run));
    const drive::Answered other = house.start("k", Value(), store::IdempotencyKey{org, "runs:abc", "other", ""});
    CHECK(other.kind == drive::Answered::Kind::key_reused);
}

TEST_CASE("A customer's answer reaches the menu that asked") {
    House house;
    house.publish(
        R"({"format":"millrace.flow/1","key":"m","title":"t","trigger":{"on":"conversation.started"},"start":"menu",
      "nodes":{"menu":{"type":"conversation.menu","settings":{"text":"What is it?","options":["sales","support"]},
        "next":{"sales":"a","support":"b","no_match":"b","timeout":"b"}},
      "a":{"type":"control.end","settings":{"outcome":"sales"}},"b":{"type":"control.end","settings":{"outcome":"other"}}}})");
    const auto conversation = house.store->ids().next<store::SubjectId>(3);
    house.start_on(conversation, "m");
    house.settle();
    REQUIRE(house.said() == std::vector<std::string>{"What is it?"});

    house.customer_says(conversation, "1", " Sáles ");
    house.settle();
    const auto runs = house.runs();
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].status == store::RunStatus::completed);
    CHECK(house.inbox_rows() == 0);
}

TEST_CASE("A flow that greets by name is decided once") {
    int asked = 0;
    HouseOptions options;
    options.reads.add("contact", [&asked](store::OrgReader, store::SubjectId, const Value&) -> Value {
        ++asked;
        return Map{{"name", "Ana"}};
    });
    House house(std::move(options));
    house.publish(
        R"({"format":"millrace.flow/1","key":"g","title":"t","trigger":{"on":"conversation.started"},"start":"hello",
      "nodes":{"hello":{"type":"conversation.send","settings":{"text":"Hello {{contact.name}}"},"next":{"sent":"e"}},
      "e":{"type":"control.end"}}})");
    house.start_on(house.store->ids().next<store::SubjectId>(3), "g");
    house.settle();

    CHECK(house.said() == std::vector<std::string>{"Hello Ana"});
    CHECK(house.figures().decided_again == 0);
    CHECK(asked == 1);
    CHECK(house.turns_decided_again(house.runs().at(0).id) == 1);  // what it was told stands in its journal
}

}  // namespace millrace::journey
