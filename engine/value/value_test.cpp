#include "engine/value/value.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <thread>

#include "engine/base/clock.hpp"

using namespace millrace;

TEST_CASE("a value is what it was made from", "[value]") {
    CHECK(Value().is_nil());
    CHECK(Value(true).as_bool());
    CHECK(Value(7).as_integer() == 7);
    CHECK(Value(7).as_number() == 7.0);
    CHECK(Value(0.5).as_number() == 0.5);
    CHECK_FALSE(Value(0.5).is_integer());
    CHECK(Value("text").as_string() == "text");
    CHECK(Value("").is_string());
    CHECK(Value("").as_string().empty());
    CHECK(Value(List{1, "two"}).as_list()[1] == Value("two"));
    CHECK(Value(Map{{"a", 1}}).as_map()["a"] == Value(1));
    CHECK(Value(std::string_view("a\0b", 3)).as_string().size() == 3);
    CHECK(to_text(Value(List{}).kind()) == "list");
}

TEST_CASE("nil and false are false, zero and empty text are not", "[value]") {
    CHECK_FALSE(Value().truthy());
    CHECK_FALSE(Value(false).truthy());
    CHECK(Value(0).truthy());
    CHECK(Value("").truthy());
    CHECK(Value(List{}).truthy());
}

TEST_CASE("a copy keeps what it was when the original changes", "[value]") {
    Map original{{"list", List{1, 2}}, {"name", "Ana"}};
    const Map copy = original;
    original.set("name", "Ben");
    original.erase("list");
    CHECK(copy["name"] == Value("Ana"));
    CHECK(copy["list"] == Value(List{1, 2}));
    CHECK(original.size() == 1);

    List list{1, 2};
    const Value held(list);
    list.push(3);
    list.set(0, "first");
    CHECK(held == Value(List{1, 2}));
    CHECK(list[0] == Value("first"));
    CHECK(list.size() == 3);
}

TEST_CASE("a copy shares its text", "[value]") {
    const Value value("a text that is longer than any buffer inside a string");
    const Value copy = value;
    CHECK(copy.as_string().data() == value.as_string().data());
    CHECK(value.as_shared_string().view().data() == value.as_string().data());
}

TEST_CASE("a value that was moved from can be used again", "[value]") {
    Value from(List{1});
    Value to(std::move(from));
    from = "new";
    CHECK(from == Value("new"));
    CHECK(to == Value(List{1}));
    Value& self = to;
    to = self;
    CHECK(to == Value(List{1}));
}

TEST_CASE("a value may replace what it is part of", "[value]") {
    Value nested(Map{{"inner", Map{{"leaf", 1}}}});
    nested = nested["inner"];
    CHECK(nested["leaf"] == Value(1));

    List list{"only"};
    list.push(Value(list));
    CHECK(list[1] == Value(List{"only"}));
}

TEST_CASE("a map is sorted by key, however it was filled", "[value]") {
    Map map;
    for (const char* key : {"pear", "apple", "fig", "apple"}) {
        map.set(key, key);
    }
    std::string keys;
    for (const auto& [key, value] : map) {
        keys += key.str() + " ";
    }
    CHECK(keys == "apple fig pear ");
    CHECK(Value(map) == Value(Map{{"pear", "pear"}, {"fig", "fig"}, {"apple", "apple"}}));
}

TEST_CASE("of several members with one key the last counts", "[value]") {
    const Map map{{"b", 1}, {"a", 1}, {"b", 2}, {"a", 2}, {"b", 3}};
    CHECK(map.size() == 2);
    CHECK(map["a"] == Value(2));
    CHECK(map["b"] == Value(3));
}

TEST_CASE("a map finds every key at every size, and only those", "[value]") {
    Map map;
    for (int n = 0; n < 40; ++n) {
        CAPTURE(n);
        map.set("key" + std::to_string(mix(static_cast<std::uint64_t>(n))), n);
        for (int i = 0; i <= n; ++i) {
            const Value* found = map.find("key" + std::to_string(mix(static_cast<std::uint64_t>(i))));
            REQUIRE(found != nullptr);
            CHECK(*found == Value(i));
        }
        CHECK(map.find("key") == nullptr);
        CHECK(map["zzz"].is_nil());
    }
    map.erase("not there");
    CHECK(map.size() == 40);
    for (int n = 0; n < 40; ++n) {
        map.erase("key" + std::to_string(mix(static_cast<std::uint64_t>(n))));
    }
    CHECK(map.empty());
}

TEST_CASE("asking a value that is no map for a member gives nil", "[value]") {
    CHECK(Value("text")["length"].is_nil());
    CHECK(Value()["a"]["b"].is_nil());
}

TEST_CASE("integers and numbers are equal when they mean the same", "[value]") {
    CHECK(Value(1) == Value(1.0));
    CHECK(Value(1.0) == Value(1));
    CHECK_FALSE(Value(1) == Value(1.5));
    CHECK_FALSE(Value(1) == Value("1"));
    CHECK_FALSE(Value(0) == Value(false));
    CHECK_FALSE(Value() == Value(false));
    const double nan = std::nan("");
    CHECK_FALSE(Value(nan) == Value(nan));
    CHECK_FALSE(Value(1) == Value(nan));
}

TEST_CASE("equality does not lose the last digits of large integers", "[value]") {
    const std::int64_t large = (std::int64_t{1} << 53) + 1;
    CHECK_FALSE(Value(large) == Value(static_cast<double>(large)));
    CHECK(Value(large - 1) == Value(static_cast<double>(large - 1)));
    CHECK_FALSE(Value(std::numeric_limits<std::int64_t>::max()) == Value(9223372036854775808.0));
    CHECK(Value(std::numeric_limits<std::int64_t>::min()) == Value(-9223372036854775808.0));
    CHECK_FALSE(Value(1) == Value(std::numeric_limits<double>::infinity()));
}

TEST_CASE("lists and maps are equal in depth", "[value]") {
    const auto make = [](int leaf) { return Value(Map{{"a", List{1, Map{{"b", leaf}}}}}); };
    CHECK(make(1) == make(1));
    CHECK_FALSE(make(1) == make(2));
    CHECK_FALSE(Value(List{1}) == Value(List{1, 2}));
    CHECK_FALSE(Value(Map{{"a", 1}}) == Value(Map{{"b", 1}}));
    CHECK(Value(List{}) == Value(List{}));
    CHECK_FALSE(Value(List{}) == Value(Map{}));
}

TEST_CASE("the same content has the same footprint, wherever it came from", "[value]") {
    List grown;
    for (int i = 0; i < 100; ++i) {
        grown.push("item");
    }
    const List copied(std::vector<Value>(grown.begin(), grown.end()));
    CHECK(Value(grown).footprint() == Value(copied).footprint());
    CHECK(Value(1).footprint() == sizeof(Value));
    CHECK(Value("x").footprint() > Value("").footprint());
    CHECK(Value(Map{{"longer key", 1}}).footprint() > Value(Map{{"key", 1}}).footprint());
}

TEST_CASE("a few bytes that spell out an endless value do not fit, and that is found out at once", "[value]") {
    Value value(List{1});
    for (int i = 0; i < 60; ++i) {
        value = Map{{"left", value}, {"right", value}};
    }
    CHECK_FALSE(value.fits(std::size_t{1} << 20, 128));
    CHECK(value == Value(value));
}

TEST_CASE("a value fits its limits to the byte and to the level", "[value]") {
    const Value value(Map{{"a", List{1, "text"}}});
    CHECK(value.fits(value.footprint(), 2));
    CHECK_FALSE(value.fits(value.footprint() - 1, 2));
    CHECK_FALSE(value.fits(value.footprint(), 1));
    CHECK(Value("text").fits(100, 0));
}

TEST_CASE("a value nested a million deep goes away without taking the stack along", "[value]") {
    Value list;
    Value map;
    for (int i = 0; i < 1'000'000; ++i) {
        list = List{std::move(list)};
        map = Map{{"inner", map}};
    }
    CHECK_FALSE(list.fits(std::numeric_limits<std::size_t>::max(), 1000));
    list = Value();
    map = Value();
    CHECK(list.is_nil());
}

TEST_CASE("threads may share a value and let go of it in any order", "[value]") {
    for (int round = 0; round < 20; ++round) {
        Value shared(Map{{"list", List{1, 2, "three"}}, {"text", "some text"}});
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([copy = shared, t]() mutable {
                for (int i = 0; i < 200; ++i) {
                    Map own = copy.as_map();
                    own.set("mine", t);
                    copy = own;
                }
                MILLRACE_ASSERT(copy["mine"] == Value(t) && copy["list"].as_list().size() == 3);
            });
        }
        shared = Value();
        for (std::thread& thread : threads) {
            thread.join();
        }
        CHECK(shared.is_nil());
    }
}
