#include "engine/value/value.hpp"

#include <algorithm>
#include <cmath>

#include "engine/value/containers.hpp"

namespace millrace {

void Value::destroy() noexcept {
    if (kind_ == Kind::string) {
        detail::destroy(static_cast<detail::StringRep*>(payload_.shared));
    } else {
        detail::Graveyard::clear(static_cast<detail::Container*>(payload_.shared));
    }
}

const Value& Value::operator[](std::string_view key) const noexcept {
    return is_map() ? payload_.map[key] : nil_value();
}

namespace {

// Exact, also where the number has no room for every integer.
bool equal(std::int64_t integer, double number) {
    constexpr double limit = 9223372036854775808.0;
    return number >= -limit && number < limit && std::trunc(number) == number &&
           static_cast<std::int64_t>(number) == integer;
}

}  // namespace

bool operator==(const Value& a, const Value& b) noexcept {
    using Kind = Value::Kind;
    if (a.kind_ != b.kind_) {
        if (a.kind_ == Kind::integer && b.kind_ == Kind::number) {
            return equal(a.payload_.integer, b.payload_.number);
        }
        return a.kind_ == Kind::number && b.kind_ == Kind::integer && equal(b.payload_.integer, a.payload_.number);
    }
    switch (a.kind_) {
        case Kind::nil:
            return true;
        case Kind::boolean:
            return a.payload_.boolean == b.payload_.boolean;
        case Kind::integer:
            return a.payload_.integer == b.payload_.integer;
        case Kind::number:
            return a.payload_.number == b.payload_.number;
        case Kind::string:
            return a.payload_.string == b.payload_.string;
        case Kind::list: {
            const List& left = a.payload_.list;
            const List& right = b.payload_.list;
            return left.begin() == right.begin() || std::equal(left.begin(), left.end(), right.begin(), right.end());
        }
        case Kind::map: {
            const Map& left = a.payload_.map;
            const Map& right = b.payload_.map;
            return left.begin() == right.begin() || std::equal(left.begin(), left.end(), right.begin(), right.end());
        }
    }
    return false;
}

std::string_view to_text(Value::Kind kind) {
    switch (kind) {
        case Value::Kind::nil:
            return "nil";
        case Value::Kind::boolean:
            return "boolean";
        case Value::Kind::integer:
            return "integer";
        case Value::Kind::number:
            return "number";
        case Value::Kind::string:
            return "string";
        case Value::Kind::list:
            return "list";
        case Value::Kind::map:
            return "map";
    }
    return "nil";
}

const Value& nil_value() noexcept {
    static constinit const Value nil;
    return nil;
}

}  // namespace millrace
