#pragma once

#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {

// Pushes what tostring() says of the value there. Never an address, never a call of the script's.
void push_text(lua_State* lua, int at);

}  // namespace millrace::script
