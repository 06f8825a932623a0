#pragma once

#include <string>

#include "engine/value/fields.hpp"

namespace millrace::nodes {

struct UserId {
    std::string value;
};

}  // namespace millrace::nodes

namespace millrace {

template <>
struct FieldTraits<nodes::UserId> : detail::TextTraits<nodes::UserId, &nodes::UserId::value, FieldKind::user> {};

}  // namespace millrace
