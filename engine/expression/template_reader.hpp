#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/expression/parser.hpp"
#include "engine/expression/template.hpp"

namespace millrace::expression {

// Cuts a template into its parts; what is wrong with the first hole that is wrong.
std::optional<Mistake> read_template(std::string_view source, const Vocabulary& vocabulary,
                                     std::vector<Template::Part>& parts);

inline Mistake not_utf8(std::string_view source, std::string_view what) {
    return {{0, static_cast<std::uint32_t>(source.size())},
            "expected UTF-8 but " + std::string(what) + " has other bytes"};
}

}  // namespace millrace::expression
