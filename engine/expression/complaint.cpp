#include "engine/expression/complaint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/base/utf8.hpp"

namespace millrace::expression {
namespace {

constexpr std::size_t line_characters_max = 100;
constexpr std::size_t quote_characters_max = 60;

// Steps back at most n characters from `at`.
std::size_t back(std::string_view text, std::size_t at, std::size_t n) {
    while (n > 0 && at > 0) {
        do {
            --at;
        } while (at > 0 && !begins_code_point(text[at]));
        --n;
    }
    return at;
}

// One line as it is printed: tabs and control characters are one blank, so that the caret stands where it should.
std::string printable(std::string_view text) {
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return line;
}

}  // namespace

std::string point_at(std::string_view source, std::size_t at, std::string_view sentence) {
    at = std::min(at, source.size());
    while (at > 0 && at < source.size() && !begins_code_point(source[at])) {
        --at;
    }
    const std::size_t line_begin = at == 0 ? 0 : source.rfind('\n', at - 1) + 1;  // npos + 1 is 0
    const std::size_t line_end = std::min(source.find('\n', at), source.size());
    const std::string_view line = source.substr(line_begin, line_end - line_begin);
    const bool one_line = source.find('\n') == std::string_view::npos;

    const std::string_view before_all = line.substr(0, at - line_begin);
    std::size_t shown_from = 0;
    std::string_view cut_before;
    if (utf8_length(line) > line_characters_max) {
        shown_from = back(before_all, before_all.size(), line_characters_max / 2);
        cut_before = shown_from > 0 ? "…" : "";
    }
    const std::string_view before = before_all.substr(shown_from);
    const std::string_view rest = line.substr(shown_from);
    const std::string_view shown = utf8_prefix(rest, line_characters_max);
    const std::string_view cut_after = shown.size() < rest.size() ? "…" : "";

    const std::string_view above = source.substr(0, line_begin);
    const std::string which =
        one_line ? "" : fmt::format(" (line {})", 1 + std::count(above.begin(), above.end(), '\n'));
    const std::string indent(utf8_length(before) + (cut_before.empty() ? 0 : 1), ' ');
    return fmt::format("{}{}\n  {}{}{}\n  {}^", sentence, which, cut_before, printable(shown), cut_after, indent);
}

Error complaint(std::string_view source, std::size_t at, std::string_view sentence) {
    return Error{"flow.invalid_expression", point_at(source, at, sentence)};
}

std::string quote(std::string_view text) {
    const std::string_view shown = utf8_prefix(text, quote_characters_max);
    return fmt::format("`{}{}`", printable(shown), shown.size() < text.size() ? "…" : "");
}

}  // namespace millrace::expression
