#include <catch2/catch.hpp>

#include "engine/expression/testing.hpp"

using namespace millrace;
using namespace millrace::expression;
using expression::testing::answer;
using expression::testing::words;

namespace {

struct Case {
    const char* source;
    const char* answer;  // JSON, or "error: …"
};

constexpr Case readings[] = {
    {"vars.tries < 3 and channel.kind == 'webchat'", "true"},
    {"vars.name", "\"Ana\""},
    {"vars['first name']", "\"Ana María\""},
    {"vars.order.lines[1].count", "3"},
    {"vars.tags[2]", "\"new\""},
    {"vars.tags[2.0]", "\"new\""},
    {"vars.tags[0]", "null"},
    {"vars.tags[3]", "null"},
    {"vars.tags[-1]", "null"},
    {"node.lookup.total", "99"},
    {"node.lookup", "{\"status\":\"paid\",\"total\":99}"},
    {"event.items[#event.items]", "30"},
    {"vars['na' .. 'me']", "\"Ana\""},
    {"vars[vars.tags[9] or 'tries']", "2"},
    {"#vars.tags", "2"},
    {"#'été'", "5"},
    {"len('été')", "3"},
    // what is not there is nil, and nil has no members
    {"vars.unknown", "null"},
    {"vars.unknown.deep.deeper", "null"},
    {"vars.unknown[1]", "null"},
    {"node.never.ran", "null"},
    {"contact.name or 'there'", "\"Ana\""},
    {"contact.nickname or 'there'", "\"there\""},
    {"vars.off or 'default'", "\"default\""},
    {"vars.unknown == nil", "true"},
    // equality looks inside
    {"vars.tags == list('vip', 'new')", "true"},
    {"vars.tags == list('new', 'vip')", "false"},
    {"list(1, 2.0) == list(1.0, 2)", "true"},
    {"vars.order == vars.order", "true"},
    {"vars.order == nil", "false"},
    {"vars.tries == '2'", "false"},
    {"vars.tries == 2.0", "true"},
    // nothing is read that need not be
    {"vars.unknown and vars.unknown + 1", "null"},
    {"vars.tries or vars.name + 1", "2"},
    {"vars.off and nil + 1", "false"},
};

constexpr Case failures[] = {
    {"vars.name + 1", "error: expected a number but `vars.name` is a string, in `vars.name + 1`"},
    {"2 * vars.unknown + 1",
     "error: expected a number but `vars.unknown` is nil; write (… or 0) if it may be missing, "
     "in `2 * vars.unknown`"},
    {"'Hello ' .. contact.nickname",
     "error: expected a number or a string but `contact.nickname` is nil; write (… or "
     "'') if it may be missing, in `'Hello ' .. contact.nickname`"},
    {"lower(contact.nickname)",
     "error: expected a string as text of lower(text) but `contact.nickname` is nil; write (… "
     "or '') if it may be missing, in `lower(contact.nickname)`"},
    {"lower(5)", "error: expected a string as text of lower(text) but `5` is an integer, in `lower(5)`"},
    {"vars.tries < vars.name",
     "error: expected two numbers or two strings but `vars.tries` is an integer and "
     "`vars.name` is a string, in `vars.tries < vars.name`"},
    {"vars.tags.first",
     "error: expected an integer from 1 as the place in a list but `first` is a string, in "
     "`vars.tags.first`"},
    {"vars.tags[1.5]",
     "error: expected an integer from 1 as the place in a list but `1.5` is a number, in "
     "`vars.tags[1.5]`"},
    {"vars.tags[vars.unknown]",
     "error: expected an integer from 1 as the place in a list but `vars.unknown` is nil, in "
     "`vars.tags[vars.unknown]`"},
    {"vars.order[1]", "error: expected a string as the key of a map but `1` is an integer, in `vars.order[1]`"},
    {"vars.name.first", "error: expected a list or a map but `vars.name` is a string, in `vars.name.first`"},
    {"vars.on.x", "error: expected a list or a map but `vars.on` is a boolean, in `vars.on.x`"},
    {"#vars.order", "error: expected a string or a list but `vars.order` is a map, in `#vars.order`"},
    {"7 // (vars.tries - 2)",
     "error: expected a divisor other than zero but `(vars.tries - 2)` is 0, in `7 // "
     "(vars.tries - 2)`"},
    {"vars.ratio & 1", "error: expected an integer but `vars.ratio` is a number, in `vars.ratio & 1`"},
    {"matches('a', '[')",
     "error: expected an end of the % or [ in the pattern but it stops; a literal percent sign is "
     "%%, in `matches('a', '[')`"},
};

// Counts what it is asked and can do without an answer.
class WatchedScope final : public Scope {
public:
    const Value& read(const Reference& reference) override {
        asked.push_back(reference.name);
        if (reference.name == missing) {
            throw Missing{};
        }
        // Every answer overwrites the last one, as the contract of Scope allows.
        value = Value(reference.name + " has a value that is too long to be anything but shared");
        return value;
    }
    Time now() override { return testing::noon(); }

    struct Missing {};
    std::vector<std::string> asked;
    std::string missing;
    Value value;
};

Expression parsed(std::string_view source) {
    return *parse(source, words());
}

}  // namespace

TEST_CASE("Variables, node outputs and scopes are read by name", "[expression]") {
    for (const Case& row : readings) {
        INFO(row.source);
        CHECK(answer(row.source) == row.answer);
    }
}

TEST_CASE("What fails names the part that failed, and never its contents", "[expression]") {
    for (const Case& row : failures) {
        INFO(row.source);
        CHECK(answer(row.source) == row.answer);
    }
}

TEST_CASE("A scope may overwrite an answer with the next one", "[expression]") {
    WatchedScope scope;
    CHECK(evaluate(parsed("vars.a == vars.b"), scope)->as_bool() == false);
    CHECK(evaluate(parsed("vars.a < vars.b"), scope)->as_bool() == true);
    CHECK(evaluate(parsed("(vars.a or 1) == (vars.b or 1)"), scope)->as_bool() == false);
    CHECK(evaluate(parsed("starts_with(replace(vars.a, 'vars.a', vars.b), 'vars.b has')"), scope)->as_bool() == true);
    CHECK(evaluate(parsed("list(vars.a, vars.b)[1] == vars.a"), scope)->as_bool() == true);
}

TEST_CASE("A scope is asked from left to right and only for what is needed", "[expression]") {
    WatchedScope scope;
    REQUIRE(evaluate(parsed("vars.a and vars.b or vars.c"), scope).ok());
    CHECK(scope.asked == std::vector<std::string>{"vars.a", "vars.b"});
}

TEST_CASE("An answer that is not at hand passes through evaluation as the scope threw it", "[expression]") {
    WatchedScope scope;
    scope.missing = "contact.name";
    CHECK_THROWS_AS(evaluate(parsed("lower('a' .. (vars.a .. contact.name))"), scope), WatchedScope::Missing);
    const auto text = *parse_template("Hello {{contact.name}}", words());
    CHECK_THROWS_AS(render(text, scope), WatchedScope::Missing);
    scope.missing.clear();
    CHECK(render(text, scope).ok());
}

TEST_CASE("Slots reach the scope", "[expression]") {
    class SlotScope final : public Scope {
    public:
        const Value& read(const Reference& reference) override {
            return values[static_cast<std::size_t>(reference.slot)];
        }
        Time now() override { return {}; }
        std::vector<Value> values{Value(40), Value(2)};
    };
    SlotScope scope;
    const Expression sum = parsed("vars.a + vars.b").bind([](const Reference& r) { return r.path[0] == "a" ? 0 : 1; });
    CHECK(evaluate(sum, scope)->as_integer() == 42);
}

TEST_CASE("A condition holds for everything but nil and false", "[expression]") {
    MapScope scope(words(), testing::things(), testing::noon());
    for (const char* source : {"true", "0", "''", "vars.name", "vars.empty", "not vars.unknown"}) {
        CHECK(*test(parsed(source), scope));
    }
    for (const char* source : {"false", "nil", "vars.unknown", "vars.off"}) {
        CHECK_FALSE(*test(parsed(source), scope));
    }
    CHECK_FALSE(test(parsed("vars.name + 1"), scope).ok());
}

TEST_CASE("The budget of steps ends an evaluation that costs too much", "[expression]") {
    MapScope scope(words(), testing::things(), testing::noon());
    Budget budget{3};
    CHECK(evaluate(parsed("1 + 2"), scope, budget).ok());
    CHECK(budget.steps == 0);
    const auto value = evaluate(parsed("1 + 2"), scope, budget);
    REQUIRE_FALSE(value.ok());
    CHECK(value.error().code == "expression.failed");
    CHECK(value.error().message == "expected fewer steps but the budget of steps is used up, in `1 + 2`");
}

TEST_CASE("A pattern that needs cubic time is stopped", "[expression]") {
    Map roots = testing::things();
    roots.set("event", Map{{"text", Value(std::string(300, 'a'))}});
    CHECK(answer("matches(event.text, 'a-a-a-b')", roots) ==
          "error: expected the pattern to need fewer moves but the budget of steps is used up, in "
          "`matches(event.text, 'a-a-a-b')`");
    CHECK(answer("matches(event.text, '^a*$')", roots) == "true");
}

TEST_CASE("What is made is bounded in bytes, however it is made", "[expression]") {
    Map roots = testing::things();
    roots.set("event", Map{{"text", Value(std::string(100'000, 'a'))}});
    std::string joined = "event.text";
    for (int i = 0; i < 5; ++i) {
        joined += " .. event.text";
    }
    for (const std::string& source :
         {joined, std::string("replace(event.text, 'a', 'aaaa')"), std::string("join(split(event.text, ''), '--')"),
          std::string("text(list(event.text, event.text, event.text))"),
          std::string("list(event.text, event.text, event.text)"),
          std::string("upper(lower(upper(lower(event.text))))")}) {
        INFO(source);
        CHECK(answer(source, roots).find("used up") != std::string::npos);
    }
    CHECK(testing::rendered("{{event.text}}{{event.text}}{{event.text}}", roots).find("used up") != std::string::npos);
}

TEST_CASE("A list that would nest deeper than the journal takes is refused", "[expression]") {
    Map roots = testing::things();
    Value deep;
    for (int i = 0; i < 70; ++i) {
        deep = List{deep};
    }
    roots.set("event", deep);
    CHECK(answer("list(event)", roots).find("expected lists and maps of at most 64 levels") != std::string::npos);
}
