#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/desk/conversation.hpp"
#include "engine/value/fields.hpp"

namespace millrace::nodes {

// What an answer to a question has to be.
enum class AnswerKind : std::uint8_t { text, email, phone, number, date, yes_no, choice };
inline std::vector<Choice> choices_of(AnswerKind) {
    return {{"text", "Any text"}, {"email", "E-mail address"}, {"phone", "Telephone number"}, {"number", "Number"},
            {"date", "Date"},     {"yes_no", "Yes or no"},     {"choice", "One of some"}};
}

// What the customer meant: text, an address in lower case, +digits, a number, "2026-01-31", true or false, the choice
// as written. None when it does not fit.
std::optional<Value> read_answer(AnswerKind kind, const std::vector<std::string>& choices, std::string_view text);
// Under the question, for those kinds that have some.
std::vector<desk::MenuOption> buttons_of(AnswerKind kind, const std::vector<std::string>& choices);
// How it is asked for once more.
std::string asked_again(AnswerKind kind);

}  // namespace millrace::nodes
