#include "engine/base/id.hpp"

#include <catch2/catch.hpp>

#include <set>

#include "engine/base/clock.hpp"

using namespace millrace;

namespace {

constexpr Time after_epoch(std::int64_t ms) {
    return {static_cast<std::int64_t>(id_epoch_ms) + ms};
}
constexpr std::uint64_t greatest = (std::uint64_t{1} << 63) - 1;

}  // namespace

TEST_CASE("an id is thirteen characters that sort as its number does", "[base][id]") {
    CHECK(to_base32(0) == "0000000000000");
    CHECK(to_base32(31) == "000000000000z");
    CHECK(to_base32(greatest) == "7zzzzzzzzzzzz");
    for (std::uint64_t i = 0; i < 500; ++i) {
        const std::uint64_t a = mix(i) >> 1;
        const std::uint64_t b = mix(i + 1) >> 1;
        CHECK((to_base32(a) < to_base32(b)) == (a < b));
        CHECK(parse_base32(to_base32(a)).value() == a);
    }
}

TEST_CASE("an id is read in upper case too, and nothing else passes for one", "[base][id]") {
    CHECK(parse_base32("7ZZZZZZZZZZZZ").value() == greatest);
    for (const char* text : {"", "0", "00000000000000", "000000000000i", "000000000000l", "000000000000o",
                             "000000000000u", "000000000000-", "8000000000000", "zzzzzzzzzzzzz", "0000000 00000"}) {
        CAPTURE(text);
        const auto id = parse_base32(text);
        REQUIRE_FALSE(id);
        CHECK(id.error().code == "id.malformed");
    }
    CHECK(parse_id<RunTag>("0000000000001").value() == RunId{1});
    CHECK_FALSE(parse_id<RunTag>("run-1"));
}

TEST_CASE("ids rise, also within a millisecond and when the clock goes backwards", "[base][id]") {
    IdSource ids;
    std::uint64_t last = 0;
    for (const std::int64_t ms : {1000, 1000, 1001, 400, 400, 1002, 1002}) {
        for (int i = 0; i < 20'000; ++i) {
            const std::uint64_t id = ids.next(after_epoch(ms), 7);
            REQUIRE(id > last);
            REQUIRE(shard_of(id) == 7);
            last = id;
        }
    }
}

TEST_CASE("ids of different shards never meet", "[base][id]") {
    IdSource ids;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 10'000; ++i) {
        CHECK(seen.insert(ids.next(after_epoch(5), i % shard_count)).second);
    }
}

TEST_CASE("after a restart ids go on above the greatest that is stored", "[base][id]") {
    IdSource before;
    std::uint64_t stored = 0;
    for (int i = 0; i < 100; ++i) {
        stored = before.next(after_epoch(50'000), 63);
    }
    IdSource restarted(stored);
    CHECK(restarted.next(after_epoch(10), 0) > stored);
    IdSource raised;
    (void)raised.next(after_epoch(10), 0);
    raised.raise(stored);
    CHECK(raised.next(after_epoch(10), 0) > stored);
}

TEST_CASE("no id is zero, even when time stands before the epoch", "[base][id]") {
    IdSource ids;
    CHECK(ids.next(Time{0}, 0) > 0);
    CHECK(ids.next(Time{-5}, 0) > 0);
}
