// One expression or template, as an editor has it checked while somebody types.

#include "engine/check/text_check.hpp"

#include <catch2/catch.hpp>

#include "engine/node/testing/tiny_nodes.hpp"

using namespace millrace;
using checks::TextKind;

namespace {

checks::TextReport look(std::string_view text, TextKind kind = TextKind::expression,
                        const std::map<std::string, std::string>& variables = {}) {
    return checks::check_text(text, kind, variables, tiny::vocabulary());
}

// What its only fault speaks of. ASCII, so that units are bytes.
std::string only_fault(std::string_view text, TextKind kind = TextKind::expression,
                       const std::map<std::string, std::string>& variables = {}) {
    const auto report = look(text, kind, variables);
    INFO(text);
    REQUIRE(report.faults.size() == 1);
    const auto [from, to] = report.faults[0].place;
    REQUIRE(to <= static_cast<std::int64_t>(text.size()));
    CHECK(report.faults[0].message.find('\n') == std::string::npos);  // the editor draws the caret
    return std::string(text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
}

}  // namespace

TEST_CASE("what is right has a type, and names what it reads") {
    const auto report =
        look("vars.tries + 1 > 3 and contact.name or event.order.id", TextKind::expression, {{"tries", "integer"}});
    CHECK(report.faults.empty());
    CHECK(report.type == "anything");
    CHECK(report.reads == std::vector<std::string>{"vars.tries", "contact.name", "event.order.id"});
    CHECK(look("vars.tries < 3", TextKind::expression, {{"tries", "integer"}}).type == "boolean");
    CHECK(look("contact.name").type == "string or nil");
    CHECK(look("Hello {{contact.name}}", TextKind::template_text).type == "string");
}

TEST_CASE("a fault stands at the part it speaks of, in a template too") {
    CHECK(only_fault("1 + * 2") == "*");
    CHECK(only_fault("vars.tries <").empty());
    CHECK(only_fault("contact.nmae") == "contact.nmae");
    CHECK(only_fault("lowr('A')") == "lowr");
    CHECK(only_fault("vars.s - 1", TextKind::expression, {{"s", "string"}}) == "vars.s");
    CHECK(only_fault("Hello {{contact.nmae}}!", TextKind::template_text) == "contact.nmae");
    CHECK(only_fault("You have {{vars.s - 1}} left, {{contact.name}}", TextKind::template_text, {{"s", "string"}}) ==
          "vars.s");
    CHECK(only_fault("Hello {{ contact.name", TextKind::template_text) == "{{");
    CHECK(only_fault("{{1}} {{lowr('x')}}", TextKind::template_text) == "lowr");
}

TEST_CASE("what is only pointless is a warning, and what cannot be read has no type") {
    const auto pointless = look("vars.n == 'one'", TextKind::expression, {{"n", "integer"}});
    REQUIRE(pointless.faults.size() == 1);
    CHECK(pointless.faults[0].severity == Severity::warning);
    CHECK(pointless.type == "boolean");
    const auto broken = look("(");
    CHECK(broken.faults[0].code == "flow.invalid_expression");
    CHECK(broken.type.empty());
    CHECK(broken.reads.empty());
}

TEST_CASE("all faults are told at once, in the order of the text") {
    const auto report = look("{{contact.name - 1}} {{contact.nmae}}", TextKind::template_text);
    REQUIRE(report.faults.size() == 2);
    CHECK(report.faults[0].place == TextPlace{2, 14});
    CHECK(report.faults[1].place == TextPlace{23, 35});
}
