// abs ceil floor fmod huge max maxinteger min mininteger modf pi round sqrt tointeger type ult: what gives the same
// bits on every machine. Sines and logarithms do not, and random numbers are ctx.random().

#include <cmath>

#include "engine/script/sandbox/arguments.hpp"

namespace millrace::script {
namespace {

// As an integer if it fits, as Lua's floor does.
void push_whole(lua_State* lua, lua_Number number) {
    lua_Integer integer = 0;
    if (lua_numbertointeger(number, &integer)) {
        lua_pushinteger(lua, integer);
    } else {
        lua_pushnumber(lua, number);
    }
}

int whole(lua_State* lua, lua_Number (*rounded)(lua_Number)) {
    if (lua_isinteger(lua, 1) != 0) {
        lua_settop(lua, 1);
    } else {
        push_whole(lua, rounded(number_argument(lua, 1)));
    }
    return 1;
}

int floor(lua_State* lua) {
    return whole(lua, std::floor);
}
int ceil(lua_State* lua) {
    return whole(lua, std::ceil);
}
// Halves away from zero, as people round prices.
int round(lua_State* lua) {
    return whole(lua, std::round);
}

int abs(lua_State* lua) {
    if (lua_isinteger(lua, 1) != 0) {
        const lua_Integer n = lua_tointeger(lua, 1);
        lua_pushinteger(lua, n < 0 ? static_cast<lua_Integer>(0 - static_cast<lua_Unsigned>(n)) : n);
    } else {
        lua_pushnumber(lua, std::fabs(number_argument(lua, 1)));
    }
    return 1;
}

int fmod(lua_State* lua) {
    if (lua_isinteger(lua, 1) != 0 && lua_isinteger(lua, 2) != 0) {
        const lua_Integer divisor = lua_tointeger(lua, 2);
        if (divisor == 0) {
            return luaL_argerror(lua, 2, "expected a number other than zero");
        }
        lua_pushinteger(lua, divisor == -1 ? 0 : lua_tointeger(lua, 1) % divisor);
    } else {
        lua_pushnumber(lua, std::fmod(number_argument(lua, 1), number_argument(lua, 2)));
    }
    return 1;
}

int modf(lua_State* lua) {
    const lua_Number number = number_argument(lua, 1);
    const lua_Number integral = number < 0 ? std::ceil(number) : std::floor(number);
    lua_pushnumber(lua, integral);
    lua_pushnumber(lua, number == integral ? 0.0 : number - integral);
    return 2;
}

int extreme(lua_State* lua, bool greatest) {
    const int count = lua_gettop(lua);
    number_argument(lua, 1);
    State::of(lua).charge(count / 4);
    int best = 1;
    for (int i = 2; i <= count; ++i) {
        number_argument(lua, i);
        if (greatest ? lua_compare(lua, best, i, LUA_OPLT) != 0 : lua_compare(lua, i, best, LUA_OPLT) != 0) {
            best = i;
        }
    }
    lua_pushvalue(lua, best);
    return 1;
}

int max(lua_State* lua) {
    return extreme(lua, true);
}
int min(lua_State* lua) {
    return extreme(lua, false);
}

int sqrt(lua_State* lua) {
    lua_pushnumber(lua, std::sqrt(number_argument(lua, 1)));
    return 1;
}

int tointeger(lua_State* lua) {
    some_argument(lua, 1);
    int exact = 0;
    const lua_Integer n = lua_type(lua, 1) == LUA_TNUMBER ? lua_tointegerx(lua, 1, &exact) : 0;
    if (exact != 0) {
        lua_pushinteger(lua, n);
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

int type(lua_State* lua) {
    some_argument(lua, 1);
    if (lua_type(lua, 1) == LUA_TNUMBER) {
        lua_pushstring(lua, lua_isinteger(lua, 1) != 0 ? "integer" : "float");
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

int ult(lua_State* lua) {
    const auto a = static_cast<lua_Unsigned>(integer_argument(lua, 1));
    lua_pushboolean(lua, a < static_cast<lua_Unsigned>(integer_argument(lua, 2)) ? 1 : 0);
    return 1;
}

constexpr LibraryFunction functions[] = {
    {"abs", abs},   {"ceil", ceil},   {"floor", floor}, {"fmod", fmod},           {"max", max},   {"min", min},
    {"modf", modf}, {"round", round}, {"sqrt", sqrt},   {"tointeger", tointeger}, {"type", type}, {"ult", ult},
};

}  // namespace

void add_math_library(lua_State* lua) {
    add_library(lua, "math", functions, std::size(functions), true);
    lua_pushnumber(lua, HUGE_VAL);
    lua_setfield(lua, -2, "huge");
    lua_pushnumber(lua, 3.141592653589793);
    lua_setfield(lua, -2, "pi");
    lua_pushinteger(lua, LUA_MAXINTEGER);
    lua_setfield(lua, -2, "maxinteger");
    lua_pushinteger(lua, LUA_MININTEGER);
    lua_setfield(lua, -2, "mininteger");
    lua_pop(lua, 1);
}

}  // namespace millrace::script
