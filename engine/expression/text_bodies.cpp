#include <fmt/format.h>

#include <cstring>

#include "engine/base/text.hpp"
#include "engine/expression/bodies.hpp"
#include "engine/expression/letters.hpp"
#include "engine/expression/pattern.hpp"
#include "engine/expression/template.hpp"
#include "engine/expression/wording.hpp"

namespace millrace::expression::body {
namespace {

// In linear time whatever the two are, unlike std::string_view::find.
std::size_t place_of(std::string_view text, std::string_view part, std::size_t from) {
    if (part.empty() || from >= text.size()) {
        return part.empty() ? from : std::string_view::npos;
    }
    const void* found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : std::string_view::npos;
}

}  // namespace

Value lower(Call& call) {
    return call.make(call.text(0).size()) ? Value(to_lower(call.text(0))) : Value();
}

Value upper(Call& call) {
    return call.make(call.text(0).size()) ? Value(to_upper(call.text(0))) : Value();
}

Value trim(Call& call) {
    return call.made(std::string(millrace::trim(call.text(0))));
}

Value len(Call& call) {
    const Value& value = call[0];
    if (value.is_string()) {
        call.look_at(value.as_string().size());
        return static_cast<std::int64_t>(utf8_length(value.as_string()));
    }
    return static_cast<std::int64_t>(value.is_list() ? value.as_list().size() : value.as_map().size());
}

Value contains(Call& call) {
    call.look_at(call.text(0).size());
    return place_of(call.text(0), call.text(1), 0) != std::string_view::npos;
}

Value starts_with(Call& call) {
    return call.text(0).substr(0, call.text(1).size()) == call.text(1);
}

Value ends_with(Call& call) {
    const std::string_view text = call.text(0);
    const std::string_view end = call.text(1);
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

Value matches(Call& call) {
    constexpr std::int64_t moves_per_step = 16;
    if (const std::string problem = pattern_problem(call.text(1)); !problem.empty()) {
        return call.fail(problem);
    }
    const auto moves = static_cast<std::int64_t>(call.steps_left()) * moves_per_step;
    std::int64_t left = moves;
    const Match match = find_pattern(call.text(0), call.text(1), left);
    call.spend_steps(static_cast<std::size_t>((moves - left) / moves_per_step));
    if (match == Match::too_many_moves) {
        return call.fail("expected the pattern to need fewer moves but the budget of steps is used up");
    }
    return match == Match::yes;
}

Value split(Call& call) {
    std::string_view text = call.text(0);
    const std::string_view separator = call.text(1);
    List pieces;
    while (call.spend_steps(1)) {
        const std::size_t end = separator.empty() ? utf8_prefix(text, 1).size() : place_of(text, separator, 0);
        const bool last = end == std::string_view::npos || (separator.empty() && end == text.size());
        const std::string_view piece = last ? text : text.substr(0, end);
        if (!call.make(piece.size() + sizeof(Value))) {
            break;
        }
        pieces.push(Value(piece));
        if (last) {
            break;
        }
        text.remove_prefix(end + separator.size());
    }
    return pieces;
}

Value join(Call& call) {
    std::string joined;
    std::int64_t place = 0;
    for (const Value& item : call[0].as_list()) {
        ++place;
        if (item.is_list() || item.is_map()) {
            return call.fail(
                fmt::format("expected strings and numbers to join but item {} is {}", place, with_article(item)));
        }
        const std::size_t before = joined.size();
        joined += place > 1 ? call.text(1) : std::string_view();
        append_text(item, joined);
        if (!call.spend_steps(1) || !call.make(joined.size() - before)) {
            return {};
        }
    }
    return joined;
}

Value replace(Call& call) {
    const std::string_view text = call.text(0);
    const std::string_view part = call.text(1);
    const std::string_view by = call.text(2);
    std::string replaced;
    std::size_t at = 0;
    while (!part.empty() && call.make(by.size())) {
        const std::size_t found = place_of(text, part, at);
        if (found == std::string_view::npos) {
            break;
        }
        replaced.append(text, at, found - at).append(by);
        at = found + part.size();
    }
    return call.make(text.size()) ? Value(replaced.append(text, at)) : Value();
}

Value mask(Call& call) {
    const std::string_view text = call.text(0);
    const std::int64_t visible = call[1].is_nil() ? 4 : as_exact_integer(call[1]).value_or(-1);
    if (visible < 0) {
        return call.fail("expected a whole number of visible characters from 0 but it is none");
    }
    const std::size_t length = utf8_length(text);
    // What is no longer than its visible end would be no secret.
    const auto shown = static_cast<std::size_t>(visible);
    const std::size_t hidden = length <= shown ? length : length - shown;
    std::string masked(hidden, '*');
    masked += text.substr(utf8_prefix(text, hidden).size());
    return call.made(std::move(masked));
}

Value text(Call& call) {
    if (!call.walk(call[0])) {
        return {};
    }
    std::string shown;
    append_text(call[0], shown);
    return call.made(std::move(shown));
}

std::string pattern_argument(std::size_t argument, const Value& literal) {
    return argument == 1 ? pattern_problem(literal.as_string()) : "";
}

}  // namespace millrace::expression::body
