// concat insert move pack remove sort unpack. All of them see the table as it is (no metamethods are ever asked for a
// length or a member), and every element moved is paid for.

#include <fmt/format.h>

#include "engine/script/faults.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/script/sandbox/sort.hpp"

namespace millrace::script {
namespace {

constexpr lua_Integer results_max = 256;

// ctx.vars holds variables by name: a place in it would be lost without a word.
void list_argument(lua_State* lua, int at) {
    table_argument(lua, at);
    if (is_vars(lua, at)) {
        luaL_argerror(lua, at, "expected a list but it is ctx.vars");
    }
}

lua_Integer length_argument(lua_State* lua, int at) {
    list_argument(lua, at);
    return static_cast<lua_Integer>(lua_rawlen(lua, at));
}

void charge_elements(lua_State* lua, lua_Integer count) {
    if (!left_out("table_work")) {
        State::of(lua).charge(count);
    }
}

int concat(lua_State* lua) {
    const lua_Integer length = length_argument(lua, 1);
    const std::string_view separator = lua_isnoneornil(lua, 2) ? std::string_view() : text_argument(lua, 2);
    const lua_Integer first = integer_argument(lua, 3, 1);
    const lua_Integer last = integer_argument(lua, 4, length);
    TextBuilder out(lua);
    for (lua_Integer i = first; i <= last; ++i) {
        const int type = lua_rawgeti(lua, 1, i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER) {
            return luaL_error(lua, "expected text to join but item %I is a %s", static_cast<LUAI_UACINT>(i),
                              luaL_typename(lua, -1));
        }
        out.add(text_at(lua, -1));
        lua_pop(lua, 1);
        if (i == last) {
            break;  // last may be the greatest integer
        }
        out.add(separator);
    }
    out.push();
    return 1;
}

int insert(lua_State* lua) {
    const lua_Integer end = length_argument(lua, 1) + 1;
    if (lua_gettop(lua) == 2) {
        lua_rawseti(lua, 1, end);
        return 0;
    }
    if (lua_gettop(lua) != 3) {
        return luaL_error(lua, "expected table.insert(table, value) or table.insert(table, place, value)");
    }
    const lua_Integer place = integer_argument(lua, 2);
    if (place < 1 || place > end) {
        return luaL_argerror(lua, 2, "expected a place inside the list or right behind it");
    }
    charge_elements(lua, end - place);
    for (lua_Integer i = end; i > place; --i) {
        lua_rawgeti(lua, 1, i - 1);
        lua_rawseti(lua, 1, i);
    }
    lua_rawseti(lua, 1, place);
    return 0;
}

int remove(lua_State* lua) {
    const lua_Integer length = length_argument(lua, 1);
    lua_Integer place = integer_argument(lua, 2, length);
    if (!lua_isnoneornil(lua, 2) && length + 1 != place && (place < 1 || place > length + 1) &&
        !(length == 0 && place == 0)) {
        return luaL_argerror(lua, 2, "expected a place inside the list");
    }
    charge_elements(lua, length > place ? length - place : 0);
    lua_rawgeti(lua, 1, place);
    for (; place < length; ++place) {
        lua_rawgeti(lua, 1, place + 1);
        lua_rawseti(lua, 1, place);
    }
    lua_pushnil(lua);
    lua_rawseti(lua, 1, place);
    return 1;
}

int move(lua_State* lua) {
    list_argument(lua, 1);
    const lua_Integer first = integer_argument(lua, 2);
    const lua_Integer last = integer_argument(lua, 3);
    const lua_Integer to = integer_argument(lua, 4);
    const int target = lua_isnoneornil(lua, 5) ? 1 : 5;
    list_argument(lua, target);
    if (last >= first) {
        if (first <= 0 && last >= LUA_MAXINTEGER + first) {
            return luaL_argerror(lua, 3, "expected fewer elements to move");
        }
        const lua_Integer count = last - first + 1;
        if (to > LUA_MAXINTEGER - count + 1) {
            return luaL_argerror(lua, 4, "expected places that are numbers");
        }
        charge_elements(lua, count);
        const bool overlaps_behind = target == 1 && to > first && to <= last;
        for (lua_Integer i = 0; i < count; ++i) {
            const lua_Integer at = overlaps_behind ? count - 1 - i : i;
            lua_rawgeti(lua, 1, first + at);
            lua_rawseti(lua, target, to + at);
        }
    }
    lua_pushvalue(lua, target);
    return 1;
}

int pack(lua_State* lua) {
    const int count = lua_gettop(lua);
    charge_elements(lua, count);
    lua_createtable(lua, count, 1);
    lua_insert(lua, 1);
    for (int i = count; i >= 1; --i) {
        lua_rawseti(lua, 1, i);
    }
    lua_pushinteger(lua, count);
    lua_setfield(lua, 1, "n");
    return 1;
}

int unpack(lua_State* lua) {
    table_argument(lua, 1);
    const lua_Integer first = integer_argument(lua, 2, 1);
    const lua_Integer last =
        lua_isnoneornil(lua, 3) ? static_cast<lua_Integer>(lua_rawlen(lua, 1)) : integer_argument(lua, 3);
    if (first > last) {
        return 0;
    }
    const lua_Unsigned count = static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first) + 1;
    if (count == 0 || count > static_cast<lua_Unsigned>(results_max)) {
        return luaL_error(lua, "expected at most %d values to unpack", static_cast<int>(results_max));
    }
    charge_elements(lua, static_cast<lua_Integer>(count));
    luaL_checkstack(lua, static_cast<int>(count), "values to unpack");
    for (lua_Unsigned i = 0; i < count; ++i) {
        lua_rawgeti(lua, 1, static_cast<lua_Integer>(static_cast<lua_Unsigned>(first) + i));
    }
    return static_cast<int>(count);
}

int sort(lua_State* lua) {
    const lua_Integer length = length_argument(lua, 1);
    if (!lua_isnoneornil(lua, 2)) {
        function_argument(lua, 2);
    }
    lua_settop(lua, 2);
    sort_list(lua, length);
    return 0;
}

constexpr LibraryFunction functions[] = {
    {"concat", concat}, {"insert", insert}, {"move", move},     {"pack", pack},
    {"remove", remove}, {"sort", sort},     {"unpack", unpack},
};

}  // namespace

void add_table_library(lua_State* lua) {
    add_library(lua, "table", functions, std::size(functions));
}

}  // namespace millrace::script
