#include "engine/base/fair_queue.hpp"

#include <string>

#include <catch2/catch.hpp>

using millrace::FairQueue;

namespace {

std::string all_of(FairQueue<char>& queue) {
    std::string out;
    while (!queue.empty()) {
        out += queue.pop();
    }
    return out;
}

}  // namespace

TEST_CASE("one who asks for much does not stand in front of one who asks for little") {
    FairQueue<char> queue;
    for (const char c : std::string("aaaa")) {
        queue.push(1, c);
    }
    queue.push(2, 'b');
    queue.push(3, 'c');
    queue.push(2, 'B');
    CHECK(queue.size() == 7);
    CHECK(all_of(queue) == "abcaBaa");
    CHECK(queue.empty());
}

TEST_CASE("what is one's own comes in its order, however many others come and go") {
    FairQueue<char> queue;
    for (std::uint64_t other = 10; other < 200; ++other) {
        queue.push(other, '.');
    }
    queue.push(1, 'a');
    queue.push(1, 'b');
    std::string mine;
    while (!queue.empty()) {
        if (const char c = queue.pop(); c != '.') {
            mine += c;
        }
    }
    CHECK(mine == "ab");
    queue.push(1, 'c');
    CHECK(all_of(queue) == "c");
}
