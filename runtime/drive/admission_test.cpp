#include "runtime/drive/admission.hpp"

#include <catch2/catch.hpp>

using namespace millrace;
using drive::Admission;
using schedule::Class;
using Verdict = Admission::Verdict;

namespace {

constexpr OrgId small{1};
constexpr OrgId greedy{2};

Admission::Options options() {
    Admission::Options options;
    options.room_max = 100;
    options.room_min = 10;
    options.durable_within = milliseconds(50);
    options.adjusted_every = milliseconds(10);
    return options;
}

// How many come in before one is refused.
int let_in(Admission& admission, OrgId org, Class urgency, Verdict& refused) {
    int count = 0;
    while ((refused = admission.enter(org, urgency)) == Verdict::welcome) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("one org alone may have all the room there is for what is not live") {
    Admission admission(options());
    Verdict refused{};
    CHECK(let_in(admission, greedy, Class::normal, refused) == 75);
    CHECK(refused == Verdict::full);
    admission.leave(greedy, Class::normal);
    CHECK(admission.enter(greedy, Class::normal) == Verdict::welcome);
}

TEST_CASE("a crowd leaves a quarter of the room to those on the line, though nothing was learned about the disk yet") {
    Admission admission(options());
    Verdict refused{};
    let_in(admission, greedy, Class::bulk, refused);
    REQUIRE(refused == Verdict::full);
    CHECK(let_in(admission, small, Class::live, refused) == 25);
}

TEST_CASE("an org with more than its share is refused before the others") {
    Admission admission(options());
    REQUIRE(admission.enter(small, Class::normal) == Verdict::welcome);
    Verdict refused{};
    CHECK(let_in(admission, greedy, Class::bulk, refused) == 37);
    CHECK(refused == Verdict::over_share);
    CHECK(admission.enter(small, Class::normal) == Verdict::welcome);
}

TEST_CASE("while commits take too long there is less room, and live work comes in all the same") {
    Admission admission(options());
    Verdict refused{};
    let_in(admission, greedy, Class::normal, refused);
    Time now{1'000};
    for (int i = 0; i < 50; ++i) {
        now = now + milliseconds(10);
        admission.durable_after(milliseconds(80), now);
    }
    CHECK(admission.room() < 50);
    CHECK(admission.inside() == 75);  // nobody is turned out
    for (int i = 0; i < 70; ++i) {
        admission.leave(greedy, Class::normal);
        now = now + milliseconds(10);
        admission.durable_after(milliseconds(80), now);
    }
    CHECK(admission.room() == 10);
    CHECK(let_in(admission, greedy, Class::normal, refused) == 5);
    CHECK(refused == Verdict::full);
    CHECK(let_in(admission, small, Class::live, refused) == 90);

    SECTION("and room comes back when they are quick again") {
        for (int i = 0; i < 100; ++i) {
            now = now + milliseconds(10);
            admission.durable_after(milliseconds(5), now);
        }
        CHECK(admission.room() == 12);  // as much as is asked for
        for (int i = 0; i < 90; ++i) {
            admission.leave(small, Class::live);
        }
        for (int i = 0; i < 10; ++i) {
            admission.leave(greedy, Class::normal);
        }
        for (int i = 0; i < 100; ++i) {
            now = now + milliseconds(10);
            admission.durable_after(milliseconds(5), now);
        }
        CHECK(admission.room() == 75);
    }
}

TEST_CASE("what has no choice comes in, and counts") {
    Admission admission(options());
    for (int i = 0; i < 120; ++i) {
        admission.enter_always(small, Class::live);
    }
    CHECK(admission.inside() == 120);
    CHECK(admission.enter(small, Class::live) == Verdict::full);
}
