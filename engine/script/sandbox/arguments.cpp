#include "engine/script/sandbox/arguments.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "engine/script/faults.hpp"

namespace millrace::script {

void bad_argument(lua_State* lua, int at, const char* expected) {
    const char* const given = is_null(lua, at) ? "null" : luaL_typename(lua, at);
    luaL_argerror(lua, at, lua_pushfstring(lua, "expected %s but it is %s", expected, given));
    std::abort();  // luaL_argerror never returns
}

lua_Integer integer_argument(lua_State* lua, int at) {
    if (lua_type(lua, at) == LUA_TNUMBER) {
        int exact = 0;
        const lua_Integer n = lua_tointegerx(lua, at, &exact);
        if (exact != 0) {
            return n;
        }
        luaL_argerror(lua, at, "expected a whole number");
    }
    bad_argument(lua, at, "a number");
}

lua_Integer integer_argument(lua_State* lua, int at, lua_Integer otherwise) {
    return lua_isnoneornil(lua, at) ? otherwise : integer_argument(lua, at);
}

lua_Number number_argument(lua_State* lua, int at) {
    if (lua_type(lua, at) != LUA_TNUMBER) {
        bad_argument(lua, at, "a number");
    }
    return lua_tonumber(lua, at);
}

std::string_view text_argument(lua_State* lua, int at) {
    const int type = lua_type(lua, at);
    if (type != LUA_TSTRING && type != LUA_TNUMBER) {
        bad_argument(lua, at, "text");
    }
    return text_at(lua, at);
}

void table_argument(lua_State* lua, int at) {
    if (lua_type(lua, at) != LUA_TTABLE) {
        bad_argument(lua, at, "a table");
    }
}

void function_argument(lua_State* lua, int at) {
    if (lua_type(lua, at) != LUA_TFUNCTION) {
        bad_argument(lua, at, "a function");
    }
}

void some_argument(lua_State* lua, int at) {
    if (lua_isnone(lua, at)) {
        luaL_argerror(lua, at, "expected a value");
    }
}

void TextBuilder::too_long() {
    state_.stop(Limit::memory, fmt::format("expected texts of at most {} KiB", state_.limits().string_bytes_max >> 10));
}

namespace {

int locked(lua_State* lua) {
    const char* const key = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : "?";
    return luaL_error(lua, "expected a library to stay as it is but '%s' is assigned", key);
}

}  // namespace

void add_library(lua_State* lua, const char* name, const LibraryFunction* functions, std::size_t count, bool keep) {
    if (left_out("allowlist") && lua_getfield(lua, -1, name) == LUA_TTABLE) {
        // Beside what the stock library brought.
    } else {
        if (left_out("allowlist")) {
            lua_pop(lua, 1);
        }
        lua_createtable(lua, 0, static_cast<int>(count));
    }
    for (std::size_t i = 0; i < count; ++i) {
        lua_pushcfunction(lua, functions[i].function);
        lua_setfield(lua, -2, functions[i].name);
    }
    if (left_out("libraries_locked")) {
        lua_pushvalue(lua, -1);
    } else {
        lua_newuserdatauv(lua, 0, 0);
        lua_createtable(lua, 0, 3);
        lua_pushvalue(lua, -3);
        lua_setfield(lua, -2, "__index");
        lua_pushcfunction(lua, locked);
        lua_setfield(lua, -2, "__newindex");
        lua_pushboolean(lua, 0);
        lua_setfield(lua, -2, "__metatable");
        lua_setmetatable(lua, -2);
    }
    lua_setfield(lua, -3, name);
    if (!keep) {
        lua_pop(lua, 1);
    }
}

}  // namespace millrace::script
