#pragma once

#include <string>

#include "engine/value/fields.hpp"

namespace millrace::nodes {

struct CalendarKey {
    std::string value;
};

}  // namespace millrace::nodes

namespace millrace {

template <>
struct FieldTraits<nodes::CalendarKey>
    : detail::TextTraits<nodes::CalendarKey, &nodes::CalendarKey::value, FieldKind::calendar> {};

}  // namespace millrace
