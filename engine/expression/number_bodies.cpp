#include <algorithm>
#include <cmath>

#include "engine/base/text.hpp"
#include "engine/expression/bodies.hpp"
#include "engine/expression/numbers.hpp"
#include "engine/expression/numeral.hpp"
#include "engine/expression/wording.hpp"

namespace millrace::expression::body {
namespace {

// An integer where 64 bits can hold it, as math.floor gives.
Value whole(double number) {
    const auto integer = exact_integer(number);
    return integer ? Value(*integer) : Value(number);
}

template <class Better>
Value best(Call& call, Better better) {
    std::size_t found = 0;
    for (std::size_t i = 1; i < call.size(); ++i) {
        if (better(compare_numbers(call[i], call[found]))) {
            found = i;
        }
    }
    return call[found];
}

}  // namespace

Value number(Call& call) {
    if (call[0].is_number()) {
        return call[0];
    }
    if (!call[0].is_string() || !call.look_at(call.text(0).size())) {
        return {};
    }
    std::string_view text = millrace::trim(call.text(0));
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        text.remove_prefix(1);
    }
    const auto value = parse_numeral(text);
    if (!value || !negative) {
        return value.value_or(Value());
    }
    return value->is_integer() ? Value(compute(Op::subtract, std::int64_t{0}, value->as_integer()))
                               : Value(-value->as_number());
}

Value round(Call& call) {
    if (call[0].is_integer()) {
        return call[0];
    }
    if (call[1].is_nil()) {
        return whole(std::round(call[0].as_number()));
    }
    const auto digits = as_exact_integer(call[1]);
    if (!digits || *digits < 0 || *digits > 12) {
        return call.fail("expected 0 to 12 digits to round to but there are others");
    }
    const double scale = std::pow(10.0, static_cast<double>(*digits));
    const double scaled = std::round(call[0].as_number() * scale);
    return std::isfinite(scaled) ? Value(scaled / scale) : call[0];
}

Value floor(Call& call) {
    return call[0].is_integer() ? call[0] : whole(std::floor(call[0].as_number()));
}

Value ceil(Call& call) {
    return call[0].is_integer() ? call[0] : whole(std::ceil(call[0].as_number()));
}

Value abs(Call& call) {
    if (!call[0].is_integer()) {
        return std::fabs(call[0].as_number());
    }
    const std::int64_t integer = call[0].as_integer();
    return integer < 0 ? compute(Op::subtract, std::int64_t{0}, integer) : integer;
}

Value min(Call& call) {
    return best(call, [](std::partial_ordering order) { return order < 0; });
}

Value max(Call& call) {
    return best(call, [](std::partial_ordering order) { return order > 0; });
}

}  // namespace millrace::expression::body
