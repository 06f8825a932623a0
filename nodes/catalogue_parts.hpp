#pragma once

#include <string_view>

#include "engine/node/catalogue.hpp"

namespace millrace::nodes {

// For the source that CMake writes.
void add(Catalogue& catalogue, NodeType type, std::string_view help, std::string_view cases);
void add_script(Catalogue& catalogue, std::string_view file, std::string_view source, std::string_view help,
                std::string_view cases);
void add_shipped(Catalogue& catalogue);

}  // namespace millrace::nodes
