#include "engine/expression/function.hpp"

#include <algorithm>
#include <cstdint>

#include "engine/expression/bodies.hpp"

namespace millrace::expression {
namespace {

constexpr Type text = Type::string();
constexpr Type number = Type::number();
constexpr Type boolean = Type::boolean();
constexpr Type any = Type::any();

// In the order of the reference page. A row: name, parameters, variadic, result, help, example, what it gives, body,
// check of literal arguments, whether it asks for the time.
const std::vector<Function>& table() {
    // clang-format off
    static const std::vector<Function> functions = {
        // Text
        {"lower", {{"text", text}}, false, text,
         "The text in small letters; accents stay.",
         "lower('ÉTÉ 24')", "'été 24'", body::lower},
        {"upper", {{"text", text}}, false, text,
         "The text in capitals; accents stay.",
         "upper('été 24')", "'ÉTÉ 24'", body::upper},
        {"trim", {{"text", text}}, false, text,
         "The text without blanks and line breaks at both ends.",
         "trim('  yes ')", "'yes'", body::trim},
        {"len", {{"value", text | Type::list() | Type::map()}}, false, Type::integer(),
         "How many characters a text, items a list or members a map has (# counts the bytes of a text).",
         "len('été')", "3", body::len},
        {"contains", {{"text", text}, {"part", text}}, false, boolean,
         "Whether the part stands anywhere in the text, exactly as written.",
         "contains('my order 17', 'order')", "true", body::contains},
        {"starts_with", {{"text", text}, {"part", text}}, false, boolean,
         "Whether the text begins with the part.",
         "starts_with('+49 30', '+49')", "true", body::starts_with},
        {"ends_with", {{"text", text}, {"part", text}}, false, boolean,
         "Whether the text ends with the part.",
         "ends_with('ana@example.org', '.org')", "true", body::ends_with},
        {"matches", {{"text", text}, {"pattern", text}}, false, boolean,
         "Whether a Lua pattern of at most 256 bytes occurs in the text; ^ and $ tie it to the ends.",
         "matches('order 4711', '^order %d+$')", "true", body::matches, body::pattern_argument},
        {"split", {{"text", text}, {"separator", text}}, false, Type::list(),
         "The pieces between the separators; with '' the single characters.",
         "split('a,b,,c', ',')", "list('a', 'b', '', 'c')", body::split},
        {"join", {{"list", Type::list()}, {"separator", text}}, false, text,
         "The items of a list as one text with the separator between them.",
         "join(list('a', 1, true), ', ')", "'a, 1, true'", body::join},
        {"replace", {{"text", text}, {"part", text}, {"by", text}}, false, text,
         "The text with every occurrence of the part replaced.",
         "replace('1-2-3', '-', '/')", "'1/2/3'", body::replace},
        {"mask", {{"text", text}, {"visible", number, true}}, false, text,
         "The text with a star for each character but the last 4, or as many as you say.",
         "mask('4111111111111111')", "'************1111'", body::mask},
        {"text", {{"value", any}}, false, text,
         "The value as a template shows it: nil is '', lists and maps are JSON.",
         "text(list(1, 'a'))", "'[1,\"a\"]'", body::text},

        // Numbers
        {"number", {{"value", any}}, false, number | Type::nil(),
         "The number that a text spells, or nil if it spells none; a number stays itself.",
         "number(' 42 ')", "42", body::number},
        {"round", {{"number", number}, {"digits", number, true}}, false, number,
         "The nearest integer, halves away from zero; or the nearest number with so many digits after the point.",
         "round(2.5)", "3", body::round},
        {"floor", {{"number", number}}, false, number,
         "The largest integer that is not above the number.",
         "floor(-2.5)", "-3", body::floor},
        {"ceil", {{"number", number}}, false, number,
         "The smallest integer that is not below the number.",
         "ceil(2.1)", "3", body::ceil},
        {"abs", {{"number", number}}, false, number,
         "The number without its sign.",
         "abs(-7)", "7", body::abs},
        {"min", {{"number", number}}, true, number,
         "The smallest of the numbers.",
         "min(3, 1, 2)", "1", body::min},
        {"max", {{"number", number}}, true, number,
         "The largest of the numbers.",
         "max(3, 1, 2)", "3", body::max},

        // Lists and maps
        {"list", {{"value", any, true}}, true, Type::list(),
         "A list of the values.",
         "list('gold', 'silver')[1]", "'gold'", body::list},
        {"has", {{"collection", Type::list() | Type::map() | Type::nil()}, {"value", any}}, false, boolean,
         "Whether a list has an equal item, or a map a member of that name; nil has nothing.",
         "has(list('gold', 'silver'), 'gold')", "true", body::has},
        {"keys", {{"map", Type::map() | Type::nil()}}, false, Type::list(),
         "The names of the members of a map, sorted; nil has none.",
         "keys(nil)", "list()", body::keys},

        // Time, always UTC
        {"now", {}, false, text,
         "The time of this turn; it stays the same until the flow waits.",
         "len(now()) >= 20", "true", body::now, nullptr, true},
        {"date", {{"time", text}, {"format", text, true}}, false, text,
         "A time in the form you say (%Y-%m-%d if you do not): %Y %m %d %H %M %S, %B %b month, %A %a weekday, %j day.",
         "date('2026-01-05T09:07:00Z', '%d %B, %H:%M')", "'05 January, 09:07'", body::date, body::date_argument},
        {"days_between", {{"from", text}, {"to", text}}, false, Type::integer(),
         "How many times 24 hours lie between two times or dates; negative when the second is earlier.",
         "days_between('2026-01-05', '2026-02-05T12:00:00Z')", "31", body::days_between, body::time_argument},
        {"add", {{"time", text}, {"duration", text}}, false, text,
         "The time so much later: '90s', '15m', '2h', '3d', or earlier: '-3d'.",
         "add('2026-01-05T09:00:00Z', '2h')", "'2026-01-05T11:00:00Z'", body::add, body::add_argument},
    };
    // clang-format on
    return functions;
}

}  // namespace

const std::vector<Function>& functions() {
    return table();
}

int find_function(std::string_view name) {
    const auto& all = functions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Function& f) { return f.name == name; });
    return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

std::size_t Function::arguments_min() const {
    return static_cast<std::size_t>(
        std::count_if(parameters.begin(), parameters.end(), [](const Parameter& p) { return !p.optional; }));
}

std::size_t Function::arguments_max() const {
    return variadic ? SIZE_MAX : parameters.size();
}

std::string Function::signature() const {
    std::string text = std::string(name) + "(";
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        text += i > 0 ? ", " : "";
        text += parameters[i].name;
        text += parameters[i].optional ? "?" : "";
    }
    return text + (variadic ? ", …)" : ")");
}

}  // namespace millrace::expression
