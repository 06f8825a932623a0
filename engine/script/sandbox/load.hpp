#pragma once

#include "engine/script/chunk.hpp"
#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {

// Pushes the chunk's function, or the error; Lua's status.
int load(lua_State* lua, const Chunk& chunk);

}  // namespace millrace::script
