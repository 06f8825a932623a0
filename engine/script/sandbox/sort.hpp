#pragma once

#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {

// Sorts the list at 1, of this length, by the function at 2 or, if it is nil, by <. Stable; ends after n log n
// comparisons whatever the function answers, and a table that the function changes meanwhile ends as the sorted list.
void sort_list(lua_State* lua, lua_Integer length);

}  // namespace millrace::script
