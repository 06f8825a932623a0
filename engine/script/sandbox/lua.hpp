#pragma once

// Lua's own headers, for this folder and the files beside it. Debian builds the C++ flavour with C names and C++
// exceptions, so that a Lua error unwinds destructors.
extern "C" {
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
}
