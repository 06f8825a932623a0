#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/script/ctx/call.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/script/sandbox/error_text.hpp"

namespace millrace::script {

namespace {

[[noreturn]] void refuse_option(lua_State* lua, const char* function, std::string_view name,
                                std::initializer_list<std::string_view> known) {
    const std::string near = closest(name, std::vector<std::string>(known.begin(), known.end()));
    luaL_error(lua, "expected an option of ctx.%s but it has no '%s'%s", function, printable(name, 60).c_str(),
               near.empty() ? "" : fmt::format(" (did you mean {}?)", near).c_str());
    std::abort();  // luaL_error never returns
}

}  // namespace

Options::Options(lua_State* lua, int at, const char* function, std::initializer_list<std::string_view> known)
    : lua_(lua), at_(at) {
    if (lua_isnoneornil(lua, at)) {
        at_ = 0;
        return;
    }
    table_argument(lua, at);
    State::of(lua).charge(4);
    lua_pushnil(lua);
    while (lua_next(lua, at) != 0) {
        lua_pop(lua, 1);
        const std::string_view name = lua_type(lua, -1) == LUA_TSTRING ? text_at(lua, -1) : luaL_typename(lua, -1);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            refuse_option(lua, function, name, known);
        }
    }
}

bool Options::push(const char* name) {
    if (at_ == 0) {
        return false;
    }
    lua_pushstring(lua_, name);
    if (lua_rawget(lua_, at_) == LUA_TNIL) {
        lua_pop(lua_, 1);
        return false;
    }
    return true;
}

std::optional<Duration> Options::duration(const char* name) {
    if (!push(name)) {
        return std::nullopt;
    }
    const Duration duration = duration_at(lua_, -1, name);
    lua_pop(lua_, 1);
    return duration;
}

Value Options::value(const char* name) {
    if (!push(name)) {
        return Value();
    }
    Value value = value_argument(lua_, -1, name);
    lua_pop(lua_, 1);
    return value;
}

Duration duration_at(lua_State* lua, int at, std::string_view what) {
    if (lua_type(lua, at) == LUA_TSTRING) {
        if (const Result<Duration> duration = parse_duration(text_at(lua, at)); duration && duration->ms > 0) {
            return *duration;
        }
    }
    luaL_error(lua, "expected %s to be a duration such as \"90s\", \"15m\", \"2h\" or \"3d\" but it is %s",
               std::string(what).c_str(),
               lua_type(lua, at) == LUA_TSTRING ? printable(text_at(lua, at), 40).c_str() : luaL_typename(lua, at));
    return {};
}

}  // namespace millrace::script
