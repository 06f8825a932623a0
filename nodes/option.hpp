#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/value/fields.hpp"

namespace millrace::nodes {

// One way out of a menu or switch: written as plain text, or as {value, label, synonyms}.
struct Option {
    std::string value;
    std::string label;
    std::vector<std::string> synonyms;
};

// The option that this text means: by its number from 1, value, label or a synonym, without case, accents and blanks
// around; null if none.
const Option* match(const std::vector<Option>& options, std::string_view text);

// settings.options: at least one, each of the right shape, values that are keys and all different.
std::vector<Error> check_options(const Value& settings);

}  // namespace millrace::nodes

namespace millrace {

template <>
struct FieldTraits<nodes::Option> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::any; }
    static void read(const Value& value, nodes::Option& into);
    static Value write(const nodes::Option& from);
};

}  // namespace millrace
