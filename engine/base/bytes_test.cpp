#include "engine/base/bytes.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "engine/base/clock.hpp"

using namespace millrace;

TEST_CASE("whatever is written is read back in the same order", "[base][bytes]") {
    ByteWriter out;
    out.byte(7);
    out.varint(0);
    out.varint(127);
    out.varint(128);
    out.varint(std::numeric_limits<std::uint64_t>::max());
    out.integer(0);
    out.integer(-1);
    out.integer(std::numeric_limits<std::int64_t>::min());
    out.integer(std::numeric_limits<std::int64_t>::max());
    out.number(-0.1);
    out.number(std::numeric_limits<double>::infinity());
    out.text("");
    out.text(std::string_view("a\0b", 3));
    out.raw("xyz");

    ByteReader in(out.bytes());
    CHECK(in.byte() == 7);
    CHECK(in.varint() == 0);
    CHECK(in.varint() == 127);
    CHECK(in.varint() == 128);
    CHECK(in.varint() == std::numeric_limits<std::uint64_t>::max());
    CHECK(in.integer() == 0);
    CHECK(in.integer() == -1);
    CHECK(in.integer() == std::numeric_limits<std::int64_t>::min());
    CHECK(in.integer() == std::numeric_limits<std::int64_t>::max());
    CHECK(in.number() == -0.1);
    CHECK(std::isinf(in.number()));
    CHECK(in.text().empty());
    CHECK(in.text() == std::string_view("a\0b", 3));
    CHECK(in.raw(3) == "xyz");
    CHECK(in.done());
    CHECK_FALSE(in.failed());
}

TEST_CASE("small numbers take one byte, whichever their sign", "[base][bytes]") {
    for (const std::int64_t n : {0, 1, -1, 63, -64}) {
        ByteWriter out;
        out.integer(n);
        CHECK(out.size() == 1);
    }
}

TEST_CASE("numbers of every magnitude survive", "[base][bytes]") {
    ByteWriter out;
    for (std::uint64_t i = 0; i < 640; ++i) {
        out.varint(mix(i) >> (i % 64));
        out.integer(static_cast<std::int64_t>(mix(i)) >> (i % 64));
    }
    ByteReader in(out.bytes());
    for (std::uint64_t i = 0; i < 640; ++i) {
        CHECK(in.varint() == mix(i) >> (i % 64));
        CHECK(in.integer() == static_cast<std::int64_t>(mix(i)) >> (i % 64));
    }
    CHECK(in.done());
}

TEST_CASE("the layout is fixed, because journals outlive programs", "[base][bytes]") {
    ByteWriter out;
    out.varint(300);
    out.integer(-2);
    out.number(1.0);
    out.text("hi");
    CHECK(out.bytes() == std::string_view("\xac\x02\x03\0\0\0\0\0\0\xf0\x3f\x02hi", 14));
}

TEST_CASE("a reader of too few bytes fails once and stays failed", "[base][bytes]") {
    ByteReader in(
        "\x05"
        "abc");
    CHECK(in.text().empty());
    CHECK(in.failed());
    CHECK(in.byte() == 0);
    CHECK(in.varint() == 0);
    CHECK(in.integer() == 0);
    CHECK(in.number() == 0);
    CHECK(in.raw(1).empty());
    CHECK(in.failed());
}

TEST_CASE("a varint that no writer makes is refused", "[base][bytes]") {
    const std::string endless(20, '\xff');
    const std::string too_wide = std::string(9, '\xff') + "\x02";
    const std::string cut_off(3, '\x80');
    for (const std::string& bytes : {endless, too_wide, cut_off}) {
        ByteReader in(bytes);
        CHECK(in.varint() == 0);
        CHECK(in.failed());
    }
}

TEST_CASE("a length that overflows does not reach beyond the text", "[base][bytes]") {
    ByteWriter out;
    out.varint(std::numeric_limits<std::uint64_t>::max());
    out.raw("abc");
    ByteReader in(out.bytes());
    CHECK(in.text().empty());
    CHECK(in.failed());
}
