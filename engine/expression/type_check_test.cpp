#include <catch2/catch.hpp>

#include "engine/expression/testing.hpp"
#include "engine/expression/type.hpp"

using namespace millrace;
using namespace millrace::expression;
using expression::testing::words;

namespace {

// What the author declared; all else is unknown.
Type declared(const Reference& reference) {
    if (reference.name == "vars.tries") {
        return Type::integer();
    }
    if (reference.name == "vars.price") {
        return Type::number();
    }
    if (reference.name == "vars.name") {
        return Type::string();
    }
    if (reference.name == "vars.nick") {
        return Type::string() | Type::nil();
    }
    if (reference.name == "vars.tags") {
        return Type::list();
    }
    if (reference.name == "vars.order") {
        return Type::map();
    }
    if (reference.name == "vars.on") {
        return Type::boolean();
    }
    if (reference.name == "channel") {
        return Type::map();
    }
    if (reference.name == "channel.kind") {  // a path beyond the root's depth is asked for too
        return Type::string();
    }
    return Type::any();
}

TypeReport checked(std::string_view source) {
    const auto expression = parse(source, words());
    REQUIRE(expression.ok());
    return check_types(*expression, declared);
}

struct Typed {
    const char* source;
    const char* type;
};

constexpr Typed typed[] = {
    {"1", "integer"},
    {"1.5", "number"},
    {"nil", "nil"},
    {"'a'", "string"},
    {"vars.tries + 1", "integer"},
    {"vars.tries + 1.0", "number"},
    {"vars.price + 1", "number"},
    {"vars.tries / 2", "number"},
    {"vars.tries // 2", "integer"},
    {"-vars.tries", "integer"},
    {"vars.unknown + 1", "number"},
    {"vars.unknown", "anything"},
    {"'n' .. 1", "string"},
    {"1 < 2", "boolean"},
    {"not nil", "boolean"},
    {"#vars.tags", "integer"},
    {"1 | 2", "integer"},
    {"vars.nick", "string or nil"},
    {"vars.nick or 'you'", "string"},
    {"vars.nick and 1", "integer or nil"},
    {"vars.on and 'yes' or 'no'", "boolean or string"},
    {"lower(vars.name)", "string"},
    {"number(vars.name)", "number or nil"},
    {"number(vars.name) or 0", "number"},
    {"max(vars.tries, 1)", "integer"},
    {"max(vars.tries, 1.5)", "number"},
    {"split(vars.name, ',')", "list"},
    {"split(vars.name, ',')[1]", "anything"},
    {"channel.kind", "string"},
    {"vars.order.id", "anything"},
};

struct Clash {
    const char* source;
    const char* message;  // of the only problem
    bool fails = true;
};

constexpr Clash clashes[] = {
    {"1 + 'a'", "expected a number but `'a'` is a string\n  1 + 'a'\n      ^"},
    {"vars.name * 2", "expected a number but `vars.name` is a string\n  vars.name * 2\n  ^"},
    {"-vars.name", "expected a number but `vars.name` is a string\n  -vars.name\n   ^"},
    {"lower(5)", "expected a string as text of lower(text) but `5` is an integer\n  lower(5)\n        ^"},
    {"1 + nil", "expected a number but `nil` is nil\n  1 + nil\n      ^"},
    {"vars.tries < vars.name",
     "expected two numbers or two strings but `vars.tries` is an integer and `vars.name` is a "
     "string\n  vars.tries < vars.name\n  ^"},
    {"vars.on < true",
     "expected two numbers or two strings but `vars.on` is a boolean and `true` is a boolean\n  "
     "vars.on < true\n  ^"},
    {"'a' .. vars.tags", "expected a number or a string but `vars.tags` is a list\n  'a' .. vars.tags\n         ^"},
    {"#vars.tries", "expected a string or a list but `vars.tries` is an integer\n  #vars.tries\n   ^"},
    {"vars.name & 1", "expected a number but `vars.name` is a string\n  vars.name & 1\n  ^"},
    {"vars.name.first", "expected a list or a map or nil but `vars.name` is a string\n  vars.name.first\n  ^"},
    {"vars.tags.first",
     "expected an integer from 1 as the place in a list but `first` is a string\n  vars.tags.first\n  "
     "          ^"},
    {"vars.order[1]", "expected a string as the key of a map but `1` is an integer\n  vars.order[1]\n             ^"},
    {"vars.tries // 0", "expected a divisor other than zero but it is 0\n  vars.tries // 0\n                ^"},
    {"matches(vars.name, '%')",
     "expected an end of the % or [ in the pattern but it stops; a literal percent sign is "
     "%%\n  matches(vars.name, '%')\n                     ^"},
    {"add(now(), 'soon')",
     "expected a duration such as 90s, 15m, 2h or -3d but it is none\n  add(now(), 'soon')\n      "
     "       ^"},
    {"channel.kind + 1", "expected a number but `channel.kind` is a string\n  channel.kind + 1\n  ^"},
    {"join('a', ',')",
     "expected a list as list of join(list, separator) but `'a'` is a string\n  join('a', ',')\n      "
     " ^"},
    // would not fail, but says nothing
    {"vars.tries == '3'",
     "`vars.tries` is an integer and `'3'` is a string: they are never equal\n  vars.tries == "
     "'3'\n  ^",
     false},
    {"vars.name ~= 3", "`vars.name` is a string and `3` is an integer: they are never equal\n  vars.name ~= 3\n  ^",
     false},
};

// What may be right is not reported.
constexpr const char* possible[] = {
    "vars.unknown + 1",
    "vars.nick .. 'x'",
    "lower(vars.nick)",
    "vars.nick == nil",
    "vars.name == nil",
    "vars.tries == 1.0",
    "vars.price == 1",
    "vars.unknown < 'a'",
    "vars.unknown.a.b[1]",
    "number(vars.name) + 1",
    "1 / 0",
    "1.0 // 0",
    "vars.unknown // 0",
    "date(now(), nil)",
    "mask(vars.name, nil)",
    "round(vars.price, vars.tries)",
    "nil == 1",
    "nil.x == nil or true",
};

}  // namespace

TEST_CASE("The type of an expression is worked out from what is declared", "[expression]") {
    for (const Typed& row : typed) {
        INFO(row.source);
        const TypeReport report = checked(row.source);
        CHECK(to_text(report.type) == row.type);
        CHECK(report.problems.empty());
    }
}

TEST_CASE("What must go wrong is reported where it stands", "[expression]") {
    for (const Clash& row : clashes) {
        INFO(row.source);
        const TypeReport report = checked(row.source);
        REQUIRE(report.problems.size() == 1);
        CHECK(report.problems[0].message == row.message);
        CHECK(report.problems[0].fails == row.fails);
    }
}

TEST_CASE("What may be right is not reported", "[expression]") {
    for (const char* source : possible) {
        const auto expression = parse(source, words());
        if (!expression) {
            continue;  // Lua does not let nil be indexed in so many words
        }
        INFO(source);
        const TypeReport report = check_types(*expression, declared);
        CHECK((report.problems.empty() ? "" : report.problems[0].message) == "");
    }
}

TEST_CASE("Every problem of an expression is reported at once", "[expression]") {
    CHECK(checked("(vars.name + 1) * (vars.tags - 2) > lower(5)").problems.size() == 4);
}

TEST_CASE("The holes of a template are checked, and a template is always text", "[expression]") {
    const auto text = *parse_template("Hello {{vars.name}}, {{vars.name + 1}} {{vars.tags}}", words());
    const TypeReport report = check_types(text, declared);
    CHECK(report.type == Type::string());
    REQUIRE(report.problems.size() == 1);
    CHECK(report.problems[0].message.find("vars.name + 1") != std::string::npos);
}

TEST_CASE("What the type check refuses does fail, and what has a type has it", "[expression]") {
    // The declared types and the values of the scope agree, so the two can be compared.
    Map roots = testing::things();
    roots.set("vars", json::parse(R"({"tries": 2, "price": 1.5, "name": "Ana", "nick": "A", "tags": ["x"],
                                      "order": {"id": 1}, "on": true})")
                          .value());
    for (const Clash& row : clashes) {
        INFO(row.source);
        CHECK((testing::answer(row.source, roots).find("error: ") == 0) == row.fails);
    }
    for (const Typed& row : typed) {
        INFO(row.source);
        MapScope scope(words(), roots, testing::noon());
        const auto value = evaluate(*parse(row.source, words()), scope);
        const bool unknown = std::string_view(row.source) == "vars.unknown + 1";
        REQUIRE(value.ok() != unknown);
        if (value.ok()) {
            CHECK(checked(row.source).type.has(value->kind()));
        }
    }
}
