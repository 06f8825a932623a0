#include "engine/value/codec.hpp"

#include <catch2/catch.hpp>

#include <cmath>

#include "engine/value/json.hpp"
#include "engine/value/sample.hpp"

using namespace millrace;

namespace {

std::string encoded(const Value& value) {
    ByteWriter out;
    encode(value, out);
    return out.take();
}

// The value, or nothing when the reader failed.
std::optional<Value> decoded(std::string_view bytes) {
    ByteReader in(bytes);
    Value value = decode_value(in);
    return in.failed() ? std::nullopt : std::optional<Value>(std::move(value));
}

Value nested(int depth) {
    Value value(1);
    for (int i = 0; i < depth; ++i) {
        value = List{value};
    }
    return value;
}

}  // namespace

TEST_CASE("every value comes back from the journal as it went in", "[value][codec]") {
    testing::Dice dice(1);
    for (int i = 0; i < 2000; ++i) {
        const Value value = testing::any_value(dice);
        CAPTURE(i, json::dump(value));
        const auto back = decoded(encoded(value));
        REQUIRE(back);
        CHECK(*back == value);
        CHECK(json::dump(*back) == json::dump(value));  // 1 and 1.0 are equal, but not the same
        CHECK(encoded(*back) == encoded(value));
    }
}

TEST_CASE("numbers that JSON cannot hold survive the journal", "[value][codec]") {
    CHECK(std::isnan(decoded(encoded(std::nan("")))->as_number()));
    CHECK(std::signbit(decoded(encoded(-0.0))->as_number()));
}

TEST_CASE("values follow one another in a record", "[value][codec]") {
    ByteWriter out;
    encode("first", out);
    encode(Map{{"n", 2}}, out);
    ByteReader in(out.bytes());
    CHECK(decode_value(in) == Value("first"));
    CHECK(decode_value(in) == Value(Map{{"n", 2}}));
    CHECK(in.done());
}

TEST_CASE("the layout of stored values is fixed", "[value][codec]") {
    CHECK(encoded(Map{{"a", List{true, false, Value()}}, {"b", -1}}) == std::string_view("\x07\x02\x01"
                                                                                         "a\x06\x03\x02\x01\x00\x01"
                                                                                         "b\x03\x01",
                                                                                         13));
    CHECK(encoded("hi") == "\x05\x02hi");
}

TEST_CASE("a record that was cut short is noticed at every length", "[value][codec]") {
    testing::Dice dice(2);
    for (int i = 0; i < 100; ++i) {
        const std::string bytes = encoded(testing::any_value(dice));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(decoded(std::string_view(bytes).substr(0, size)));
        }
    }
}

TEST_CASE("damage gives an error or another value, never a crash", "[value][codec]") {
    testing::Dice dice(3);
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = encoded(testing::any_value(dice, 3));
        for (std::uint64_t hits = dice.below(4); hits > 0 && !bytes.empty(); --hits) {
            bytes[dice.below(bytes.size())] = static_cast<char>(dice.next());
        }
        if (const auto value = decoded(bytes)) {
            CHECK(decoded(encoded(*value)));
        }
    }
}

TEST_CASE("a count that the bytes cannot hold costs nothing", "[value][codec]") {
    for (const char tag : {'\x06', '\x07'}) {
        std::string bytes(1, tag);
        bytes += "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
        CHECK_FALSE(decoded(bytes + std::string(1000, '\0')));
    }
}

TEST_CASE("nesting is read up to its limit", "[value][codec]") {
    CHECK(decoded(encoded(nested(codec_depth_max))) == nested(codec_depth_max));
    std::string too_deep;
    for (int i = 0; i < 100'000; ++i) {
        too_deep += "\x06\x01";
    }
    CHECK_FALSE(decoded(too_deep));
}

TEST_CASE("keys out of order or twice were never written", "[value][codec]") {
    CHECK(
        decoded(std::string_view("\x07\x02\x01"
                                 "a\x00\x01"
                                 "b\x00",
                                 8)));
    CHECK_FALSE(
        decoded(std::string_view("\x07\x02\x01"
                                 "b\x00\x01"
                                 "a\x00",
                                 8)));
    CHECK_FALSE(
        decoded(std::string_view("\x07\x02\x01"
                                 "a\x00\x01"
                                 "a\x00",
                                 8)));
}
