#include <atomic>
#include <string>

#include <catch2/catch.hpp>

#include "runtime/schedule/lines.hpp"

namespace millrace::schedule {
namespace {

// What comes out, a letter each.
std::string taken(Lines& lines, std::string& into) {
    while (auto task = lines.pop()) {
        (*task)();
    }
    return into;
}

}  // namespace

TEST_CASE("A full queue refuses its own class, and only what can be refused") {
    Lines lines(2);
    std::string order;
    const auto say = [&order](char letter) { return [&order, letter] { order += letter; }; };
    CHECK(lines.push(Class::bulk, say('b'), false));
    CHECK(lines.push(Class::bulk, say('b'), false));
    CHECK_FALSE(lines.push(Class::bulk, say('x'), false));
    CHECK(lines.push(Class::bulk, say('a'), true));
    CHECK(lines.push(Class::live, say('l'), false));
    CHECK(taken(lines, order) == "lbba");
    CHECK(lines.push(Class::bulk, say('b'), false));
}

TEST_CASE("Live work comes first and starves nobody") {
    Lines lines(100);
    std::string order;
    for (int i = 0; i < 20; ++i) {
        lines.push(
            Class::live, [&order] { order += 'l'; }, true);
    }
    for (int i = 0; i < 6; ++i) {
        lines.push(
            Class::normal, [&order] { order += 'n'; }, true);
    }
    lines.push(
        Class::bulk, [&order] { order += 'b'; }, true);
    CHECK(taken(lines, order) == "lllnlllnlllnlllnlllblllnlln");
}

TEST_CASE("Within a class each org has its turn") {
    Lines lines(100);
    std::string order;
    const auto say = [&order](char letter) { return [&order, letter] { order += letter; }; };
    for (int i = 0; i < 5; ++i) {
        lines.push({Class::normal, 1}, say('g'), true);
    }
    lines.push({Class::normal, 2}, say('s'), true);
    lines.push({Class::live, 2}, say('L'), true);
    CHECK(taken(lines, order) == "Lgsgggg");
}

TEST_CASE("Whatever is posted at one instant is done, and a stop waits for what it hands on") {
    for (int round = 0; round < 50; ++round) {
        const auto scheduler = make_scheduler({.threads = 3, .blocking_threads = 2});
        std::atomic<int> done{0};
        for (int i = 0; i < 300; ++i) {
            scheduler->post_always(Class::normal, [&] {
                scheduler->post_blocking([&] { scheduler->post_always(Class::live, [&] { ++done; }); });
            });
        }
        scheduler->stop();
        CHECK(done == 300);
    }
}

}  // namespace millrace::schedule
