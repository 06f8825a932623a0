#pragma once

#include <string_view>

#include "engine/base/result.hpp"
#include "engine/script/sandbox/lua.hpp"
#include "engine/value/value.hpp"

namespace millrace::script {

// Pushes a value as Lua has it: nil inside lists and maps is ctx.null, lists are marked as such. May raise.
void push_value(lua_State* lua, const Value& value);

// The value there, under the limits of limits.hpp. What cannot leave a script is an error that names the way to it:
// "expected text, … but result.items[3] is a function". Calls nothing of the script's; raises only for lack of memory.
Result<Value> to_value(lua_State* lua, int at, std::string_view name);
// The same, raising.
Value value_argument(lua_State* lua, int at, std::string_view name);

// ctx.list: marks the table there.
void mark_list(lua_State* lua, int at);
bool is_vars(lua_State* lua, int at);
// If the table there is ctx.vars, all variables are loaded, so that it can be walked.
void load_all(lua_State* lua, int at);

// Same kind, same content: 1 and 1.0 differ.
bool identical(const Value& a, const Value& b);

}  // namespace millrace::script
