#include "engine/expression/wording.hpp"

#include "engine/expression/numeral.hpp"

namespace millrace::expression {
namespace {

struct Word {
    Type type;
    std::string_view bare;
    std::string_view with_article;
};
// `number` stands before its two halves, so that both together read as one word.
// clang-format off
constexpr Word words[] = {
    {Type::boolean(), "boolean", "a boolean"}, {Type::number(), "number", "a number"},
    {Type::integer(), "integer", "an integer"}, {Type::real(), "number", "a number"},
    {Type::string(), "string", "a string"},    {Type::list(), "list", "a list"},
    {Type::map(), "map", "a map"},             {Type::nil(), "nil", "nil"},
};
// clang-format on

std::string joined(Type type, std::string_view Word::*form) {
    std::string text;
    for (const Word& word : words) {
        if (type.may_be(word.type) && word.type.is_only(type)) {
            text += text.empty() ? "" : " or ";
            text += word.*form;
            type = type - word.type;
        }
    }
    return text.empty() ? "nothing" : text;
}

}  // namespace

std::string_view with_article(const Value& value) {
    for (const Word& word : words) {
        if (word.type == Type::of(value.kind())) {
            return word.with_article;
        }
    }
    return "a value";
}

std::string with_article(Type type) {
    return type == Type::any() ? "any value" : joined(type, &Word::with_article);
}

std::string to_text(Type type) {
    return type == Type::any() ? "anything" : joined(type, &Word::bare);
}

std::string_view hint_for_nil(const Value& found, Type wanted) {
    if (!found.is_nil()) {
        return "";
    }
    return wanted.may_be(Type::string())   ? "; write (… or '') if it may be missing"
           : wanted.may_be(Type::number()) ? "; write (… or 0) if it may be missing"
                                           : "";
}

std::optional<std::int64_t> as_exact_integer(const Value& value) {
    if (value.is_integer()) {
        return value.as_integer();
    }
    return value.is_number() ? exact_integer(value.as_number()) : std::nullopt;
}

}  // namespace millrace::expression
