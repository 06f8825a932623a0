#include <catch2/catch.hpp>

#include "runtime/desk/orgs/org.hpp"

namespace millrace::desk {
namespace {

TEST_CASE("Customers ask for a person in many words") {
    for (const char* text : {"human", "Agent, please", "I want a human", "can I talk to a human?", "REAL PERSON",
                             "let me speak to someone", "I don't want a bot, I want a human",
                             "no robots but a real person", "hello. operator!"}) {
        INFO(text);
        CHECK(asks_for_human(text, default_phrases()));
    }
}

TEST_CASE("Who does not want a person, or only speaks of one, has not asked") {
    for (const char* text : {"I don't want a human", "I don\u2019t want a human", "dont want a human",
                             "please not a real person", "I never want to talk to a human again", "no human please",
                             "my travel agent was rude", "humanity", "", "the agency called me"}) {
        INFO(text);
        CHECK_FALSE(asks_for_human(text, default_phrases()));
    }
}

TEST_CASE("Each org has its own words") {
    CHECK(asks_for_human("Ich möchte einen Menschen sprechen", {"einen menschen"}));
    CHECK_FALSE(asks_for_human("Ich möchte keinen Menschen, nicht einen Menschen", {"einen menschen"}));
    CHECK_FALSE(asks_for_human("human", {}));
}

}  // namespace
}  // namespace millrace::desk
