#pragma once

#include "engine/node/catalogue.hpp"

namespace millrace::nodes {

// All node types that ship with Millrace, in C++ and in Lua.
Catalogue shipped_catalogue();

}  // namespace millrace::nodes
