#include <catch2/catch.hpp>

#include "engine/node/source_text.hpp"

using namespace millrace;

TEST_CASE("a word of a script is found only where it stands by itself") {
    CHECK(has_word("ctx.node.a", "node"));
    CHECK(has_word("node", "node"));
    CHECK_FALSE(has_word("nodes", "node"));
    CHECK_FALSE(has_word("my_node", "node"));
    CHECK_FALSE(has_word("", "node"));
}

TEST_CASE("the variables that a script mentions are read off its source") {
    CHECK(members_of("ctx.vars.a = ctx.vars.b_2 + vars. vars.3 myvars.c", "vars") ==
          std::vector<std::string>{"a", "b_2"});
    CHECK(members_of("vars", "vars").empty());
}

TEST_CASE("a script that may wait is known by its words") {
    CHECK(may_wait("ctx.wait_for('x')"));
    CHECK(may_wait("local a = ctx.ask"));
    CHECK(may_wait("ctx['wait']"));
    CHECK(may_wait("ctx[name]()"));
    CHECK_FALSE(may_wait("return 'task'"));
}
