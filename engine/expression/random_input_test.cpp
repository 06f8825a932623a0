// Whatever bytes come, parsing, checking and evaluating end with an answer or an error. The fuzzer goes on from here.

#include <catch2/catch.hpp>

#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"
#include "engine/expression/paths.hpp"
#include "engine/expression/survives.hpp"
#include "engine/expression/testing.hpp"
#include "engine/expression/type.hpp"

using namespace millrace;
using namespace millrace::expression;

namespace {

constexpr std::uint64_t seed = 20260105;

class Dice {
public:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(mix(seed, ++throws_) % n); }

private:
    std::uint64_t throws_ = 0;
};

// The words of the language, so that many of the texts get beyond the first token.
// clang-format off
constexpr std::string_view pieces[] = {
    "vars.tries", "vars.name", "vars.tags", "vars.order", "contact", "event.text", "node.lookup.total", "nil", "true",
    "1", "2.5", "0", "-1", "9223372036854775807", "1e308", "'a'", "''", "'%a+'", "[[x]]", "(", ")", "[", "]", ".", ",",
    " and ", " or ", "not ", "+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", ">=", "&", "|", "~", "<<", ">>",
    "#", "lower(", "matches(", "split(", "list(", "join(", "round(", "date(", "now()", "text(", "number(", "replace(",
    "{{", "}}", "\n", " ", "\\", "'", "é", "=", "{", ":", "--", "\t",
};
// clang-format on

}  // namespace

TEST_CASE("Random bytes never harm", "[expression]") {
    Dice dice;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes(dice.below(40), ' ');
        for (char& byte : bytes) {
            byte = static_cast<char>(dice.below(256));
        }
        survives(bytes);
    }
}

TEST_CASE("Random sequences of words never harm", "[expression]") {
    Dice dice;
    int parsed = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string source;
        for (std::size_t n = dice.below(12); n > 0; --n) {
            source += pieces[dice.below(std::size(pieces))];
        }
        INFO(source);
        parsed += survives(source) ? 1 : 0;
    }
    CHECK(parsed > 1000);  // else the sequences would try only the first error
}

TEST_CASE("A correct expression with a few bytes changed never harms", "[expression]") {
    Dice dice;
    const std::string_view sources[] = {
        "vars.tries < 3 and channel.kind == 'webchat'",
        "matches(lower(contact.name or ''), '^%a[%w_-]*$') and #vars.tags > 0",
        "join(split(replace(vars.name, 'A', '-'), '-'), \", \") .. date(add(now(), '2h'), '%d.%m.%Y')",
        "Hello {{contact.name or 'there'}}, order {{vars.order.lines[1].count * 1.19}} {{'{{'}}",
    };
    for (int round = 0; round < 20'000; ++round) {
        std::string source(sources[dice.below(std::size(sources))]);
        for (std::size_t n = 1 + dice.below(3); n > 0; --n) {
            source[dice.below(source.size())] = static_cast<char>(32 + dice.below(96));
        }
        INFO(source);
        survives(source);
    }
}
