#include <catch2/catch.hpp>

#include "engine/value/json.hpp"
#include "engine/value/sample.hpp"

using namespace millrace;

namespace {

constexpr const char* document = R"({
  "key": "triage",
  "nodes": {
    "a/b": {"type": "say", "text": "}],{\"[ \\"},
    "é": [1, [2, 3], {"x": 4}],
    "empty": {}
  }
})";

std::string place(std::string_view pointer, std::string_view text = document) {
    const json::Position position = json::position_of(text, pointer);
    return std::to_string(position.line) + ":" + std::to_string(position.column);
}

}  // namespace

TEST_CASE("a pointer leads to the line and column where its value begins", "[value][json]") {
    CHECK(place("") == "1:1");
    CHECK(place("/key") == "2:10");
    CHECK(place("/nodes") == "3:12");
    CHECK(place("/nodes/a~1b/text") == "4:36");
    CHECK(place("/nodes/é") == "5:10");
    CHECK(place("/nodes/é/0") == "5:11");
    CHECK(place("/nodes/é/1/1") == "5:18");
    CHECK(place("/nodes/é/2/x") == "5:28");
    CHECK(place("/nodes/empty") == "6:14");
}

TEST_CASE("a pointer to what is missing leads to the last part that exists", "[value][json]") {
    CHECK(place("/nodes/a~1b/patience") == place("/nodes/a~1b"));
    CHECK(place("/nodes/empty/x/y") == place("/nodes/empty"));
    CHECK(place("/nodes/é/9") == place("/nodes/é"));
    CHECK(place("/nodes/é/01") == place("/nodes/é"));
    CHECK(place("/key/deeper") == place("/key"));
    CHECK(place("/titel") == "1:1");
    CHECK(place("no pointer") == "1:1");
}

TEST_CASE("an escaped key is found by what it means", "[value][json]") {
    CHECK(place("/aé", R"({"a": 1, "\u0061\u00e9": 2})") == "1:26");
    CHECK(place("/a\"b", R"({"a\"b": 2})") == "1:10");
}

TEST_CASE("positions in damaged text are as good as the text allows", "[value][json]") {
    CHECK(place("/a/1", R"({"a": [1, 2)") == "1:11");
    CHECK(place("/a/2", R"({"a": [1, 2)") == "1:7");
    CHECK(place("/b", R"({"a": "never closed, "b": 1})") == "1:1");
    CHECK(place("/a", "") == "1:1");
    CHECK(place("/0/0", std::string(100'000, '[')) == "1:3");
    CHECK(place("/1", std::string(100'000, '[')) == "1:1");
    CHECK(place("/a", R"({"a":)") == "1:1");
}

TEST_CASE("every part of every document is found where it was written", "[value][json]") {
    testing::Dice dice(6);
    for (int i = 0; i < 300; ++i) {
        const Value root = testing::any_value(dice);
        const std::string text = json::dump(root);
        // Down a random path: the text from the position on has to begin with what stands there.
        std::string pointer;
        const Value* value = &root;
        while (value != nullptr) {
            CAPTURE(text, pointer);
            CHECK(json::at_pointer(root, pointer) == value);
            const json::Position position = json::position_of(text, pointer);
            CHECK(position.line == 1);
            std::size_t offset = 0;
            for (int column = 1; column < position.column; ++column) {
                do {
                    ++offset;
                } while ((static_cast<unsigned char>(text[offset]) & 0xc0) == 0x80);
            }
            CHECK(text.compare(offset, json::dump(*value).size(), json::dump(*value)) == 0);
            if (value->is_list() && !value->as_list().empty()) {
                const std::size_t index = dice.below(value->as_list().size());
                pointer = json::join_pointer(pointer, index);
                value = &value->as_list()[index];
            } else if (value->is_map() && !value->as_map().empty()) {
                const auto* entry = value->as_map().begin() + dice.below(value->as_map().size());
                pointer = json::join_pointer(pointer, entry->first.view());
                value = &entry->second;
            } else {
                value = nullptr;
            }
        }
    }
}

TEST_CASE("damaged text and odd pointers never take the scanner off the text", "[value][json]") {
    testing::Dice dice(7);
    for (int i = 0; i < 5000; ++i) {
        std::string text = json::dump(testing::any_value(dice, 3));
        for (std::uint64_t hits = dice.below(5); hits > 0; --hits) {
            text[dice.below(text.size())] = "{}[],:\"\\0e\n\xc3x"[dice.below(13)];
        }
        for (const char* pointer : {"/a", "/0/1", "/a/0/Zoë", "//", "/~"}) {
            const json::Position position = json::position_of(text, pointer);
            CHECK(position.line >= 1);
            CHECK(position.column >= 1);
        }
    }
}

TEST_CASE("pointers are joined and followed with their escapes", "[value][json]") {
    CHECK(json::join_pointer("", "a/b~c") == "/a~1b~0c");
    CHECK(json::join_pointer("/x", std::size_t{3}) == "/x/3");
    const Value value(Map{{"a/b~c", List{1, 2}}, {"", 5}});
    CHECK(*json::at_pointer(value, "/a~1b~0c/1") == Value(2));
    CHECK(*json::at_pointer(value, "/") == Value(5));
    CHECK(json::at_pointer(value, "") == &value);
    for (const char* pointer : {"/a~1b~0c/2", "/a~1b~0c/-", "/a~1b~0c/00", "/x", "x", "/a~1b~0c/0/0"}) {
        CAPTURE(pointer);
        CHECK(json::at_pointer(value, pointer) == nullptr);
    }
}
