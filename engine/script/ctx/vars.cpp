// ctx.vars: a plain table that fills itself. A variable is converted when it is first touched; at the end, what differs
// from what it was is written, inside tables too.

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/script/ctx/call.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"

namespace millrace::script {
namespace {

constexpr std::size_t name_bytes_max = 128;
constexpr std::size_t touched_max = 1000;

std::string_view name_argument(lua_State* lua, int at) {
    if (lua_type(lua, at) != LUA_TSTRING) {
        luaL_error(lua, "expected a variable's name but it is a %s", luaL_typename(lua, at));
    }
    return text_at(lua, at);
}

const Variables::Touched& touch(lua_State* lua, Call& call, std::string_view name) {
    if (call.variables.all().size() >= touched_max) {
        luaL_error(lua, "expected at most %d variables in one call", static_cast<int>(touched_max));
    }
    call.state().charge(4);
    const auto read = [&]() -> Value { return call.context().variable(name); };
    if (!call.straight()) {
        return call.variables.touch(name, call.state().outside(read));
    }
    std::string key = "vars.";
    key += name;
    return call.variables.touch(name, call.variables.all_loaded ? Value() : call.seen(key, read));
}

// __index: the first touch, or a variable that has none.
int load(lua_State* lua) {
    Call& call = Call::of(lua);
    const std::string_view name = name_argument(lua, 2);
    if (call.variables.find(name) != nullptr) {
        lua_pushnil(lua);  // touched before and gone since: the script set it to nil
        return 1;
    }
    if (name.size() > name_bytes_max) {
        lua_pushnil(lua);
        return 1;
    }
    const Variables::Touched& touched = touch(lua, call, name);
    if (touched.before.is_nil()) {
        lua_pushnil(lua);
        return 1;
    }
    push_value(lua, touched.before);
    lua_pushvalue(lua, 2);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, 1);
    return 1;
}

// __newindex: the first write of a variable that is not in the table.
int store(lua_State* lua) {
    Call& call = Call::of(lua);
    const std::string_view name = name_argument(lua, 2);
    if (call.variables.find(name) == nullptr) {
        if (name.empty() || name.size() > name_bytes_max || !is_utf8(name)) {
            return luaL_error(lua, "expected a variable's name of 1 to %d bytes of text",
                              static_cast<int>(name_bytes_max));
        }
        touch(lua, call, name);
    }
    lua_settop(lua, 3);
    lua_rawset(lua, 1);
    return 0;
}

bool unchanged(lua_State* lua, const Value& before) {
    switch (lua_type(lua, -1)) {
        case LUA_TNIL:
            return before.is_nil();
        case LUA_TBOOLEAN:
            return before.is_bool() && before.as_bool() == (lua_toboolean(lua, -1) != 0);
        case LUA_TNUMBER:
            return lua_isinteger(lua, -1) != 0
                       ? before.is_integer() && before.as_integer() == lua_tointeger(lua, -1)
                       : before.kind() == Value::Kind::number && before.as_number() == lua_tonumber(lua, -1);
        case LUA_TSTRING:
            return before.is_string() && before.as_string() == text_at(lua, -1);
        default:
            return false;
    }
}

}  // namespace

void add_vars(lua_State* lua) {
    lua_createtable(lua, 0, 3);
    lua_pushcfunction(lua, load);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, store);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_rawseti(lua, LUA_REGISTRYINDEX, slot_vars_metatable);
}

void push_vars(lua_State* lua, Call& call) {
    if (call.vars_made) {
        lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_vars);
        return;
    }
    lua_createtable(lua, 0, 4);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_vars_metatable);
    lua_setmetatable(lua, -2);
    lua_pushvalue(lua, -1);
    lua_rawseti(lua, LUA_REGISTRYINDEX, slot_vars);
    call.vars_made = true;
}

// So that pairs(ctx.vars) sees what has not been touched yet.
void load_all(lua_State* lua, int at) {
    if (!is_vars(lua, at)) {
        return;
    }
    Call& call = Call::of(lua);
    if (call.variables.all_loaded) {
        return;
    }
    at = lua_absindex(lua, at);
    const Value all = call.seen("vars", [&]() -> Value { return call.context().variables(); });
    for (const Map::Entry& entry : all.as_map()) {
        if (call.variables.find(entry.first.view()) == nullptr) {
            const Variables::Touched& touched = touch(lua, call, entry.first.view());
            push(lua, touched.name.view());
            push_value(lua, touched.before);
            lua_rawset(lua, at);
        }
    }
    call.variables.all_loaded = true;
}

void write_variables(lua_State* lua, Call& call, Step& step) {
    if (!call.vars_made) {
        return;
    }
    lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_vars);
    for (const Variables::Touched& touched : call.variables.all()) {
        push(lua, touched.name.view());
        lua_rawget(lua, -2);
        if (!unchanged(lua, touched.before)) {
            Value now = lua_type(lua, -1) == LUA_TTABLE || lua_type(lua, -1) == LUA_TSTRING
                            ? value_argument(lua, -1, "ctx.vars." + touched.name.str())
                            : value_argument(lua, -1, touched.name.view());
            if (!identical(now, touched.before)) {
                step.variables.emplace_back(touched.name, std::move(now));
            }
        }
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
}

}  // namespace millrace::script
