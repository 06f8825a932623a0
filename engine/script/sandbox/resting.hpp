#pragma once

#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {

// A node type's file would have to run anew for each call, since its functions may keep something in the locals that
// they share. Most keep nothing: all they reach are other functions, plain values and the environment, which is fresh
// for each call anyway. Such a function rests between two calls, and wakes as it was when its file had just run.

// Expects the function on the top of the stack and, at `file`, the file's own function, which has run and returned it.
// Replaces the function by the record that wake() needs, or by false where it may keep something: in a table, in an
// iterator, or in a global that the file has set.
void lay_to_rest(lua_State* lua, int file);

// Replaces the record on the top of the stack by its function, having put back all that calls may have assigned.
void wake(lua_State* lua);

}  // namespace millrace::script
