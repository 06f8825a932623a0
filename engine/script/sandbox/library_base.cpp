// assert error ipairs pairs pcall rawequal rawlen select tonumber tostring type: all that a script has without a
// library's name before it.

#include <algorithm>
#include <vector>

#include "engine/script/faults.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/script/sandbox/library_base.hpp"

namespace millrace::script {
namespace {

// --- pcall -----------------------------------------------------------------------------------------------------------

// Catches the script's own errors and nothing else: a limit, or a call that must wait, goes through it.
int protected_call(lua_State* lua) {
    some_argument(lua, 1);
    State& state = State::of(lua);
    const Deeper deeper(state);
    const int status = lua_pcall(lua, lua_gettop(lua) - 1, LUA_MULTRET, 0);
    if (!left_out("pcall")) {
        if (state.passing()) {
            return lua_error(lua);
        }
        if (status == LUA_ERRMEM) {
            state.stop(Limit::memory);
        }
        if (status != LUA_OK) {
            state.charge(300);  // unwinding is a slow way to return
        }
    }
    if (!lua_checkstack(lua, 1)) {
        state.stop(Limit::memory);
    }
    lua_pushboolean(lua, status == LUA_OK ? 1 : 0);
    lua_insert(lua, 1);
    return lua_gettop(lua);
}

int raise(lua_State* lua) {
    const lua_Integer level = integer_argument(lua, 2, 1);
    lua_settop(lua, 1);
    if (lua_type(lua, 1) == LUA_TSTRING && level > 0 && level < 100) {
        luaL_where(lua, static_cast<int>(level));
        lua_pushvalue(lua, 1);
        lua_concat(lua, 2);
    }
    return lua_error(lua);
}

int assert_true(lua_State* lua) {
    some_argument(lua, 1);
    if (lua_toboolean(lua, 1) != 0) {
        return lua_gettop(lua);
    }
    if (lua_gettop(lua) < 2) {
        return luaL_error(lua, "assertion failed!");
    }
    lua_settop(lua, 2);
    return lua_error(lua);
}

// --- pairs -----------------------------------------------------------------------------------------------------------

int next_of_sequence(lua_State* lua) {
    table_argument(lua, 1);
    const lua_Integer i = static_cast<lua_Integer>(static_cast<lua_Unsigned>(integer_argument(lua, 2)) + 1);
    lua_pushinteger(lua, i);
    return lua_rawgeti(lua, 1, i) == LUA_TNIL ? 1 : 2;
}

int ipairs(lua_State* lua) {
    table_argument(lua, 1);
    lua_pushcfunction(lua, next_of_sequence);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

// A key beside the sequence. Numbers come before texts, texts before truth values.
struct Key {
    enum class Kind : std::uint8_t { number, text, truth } kind;
    bool is_integer = false;
    bool truth = false;
    lua_Integer integer = 0;
    lua_Number number = 0;
    std::string_view text = {};  // the table holds it

    friend bool operator<(const Key& a, const Key& b) {
        if (a.kind != b.kind) {
            return a.kind < b.kind;
        }
        switch (a.kind) {
            case Kind::number:
                return a.is_integer && b.is_integer ? a.integer < b.integer : a.number < b.number;
            case Kind::text:
                return a.text < b.text;
            default:
                return a.truth < b.truth;
        }
    }

    void push(lua_State* lua) const {
        switch (kind) {
            case Kind::number:
                is_integer ? lua_pushinteger(lua, integer) : lua_pushnumber(lua, number);
                break;
            case Kind::text:
                script::push(lua, text);
                break;
            default:
                lua_pushboolean(lua, truth ? 1 : 0);
        }
    }
};

Key key_at(lua_State* lua, int at) {
    Key key;
    switch (lua_type(lua, at)) {
        case LUA_TNUMBER:
            key.kind = Key::Kind::number;
            key.is_integer = lua_isinteger(lua, at) != 0;
            key.integer = key.is_integer ? lua_tointeger(lua, at) : 0;
            key.number = lua_tonumber(lua, at);
            return key;
        case LUA_TSTRING:
            key.kind = Key::Kind::text;
            key.text = text_at(lua, at);
            return key;
        case LUA_TBOOLEAN:
            key.kind = Key::Kind::truth;
            key.truth = lua_toboolean(lua, at) != 0;
            return key;
        default:
            luaL_error(lua, "expected keys that are text, numbers or booleans, which have an order, but one is a %s",
                       luaL_typename(lua, at));
            return key;
    }
}

// Upvalues: how long the sequence is, the other keys or nil, the place among all of them.
int next_of_pairs(lua_State* lua) {
    const lua_Integer sequence = lua_tointeger(lua, lua_upvalueindex(1));
    lua_Integer at = lua_tointeger(lua, lua_upvalueindex(3));
    State& state = State::of(lua);
    for (;;) {
        ++at;
        state.charge(1);
        if (at <= sequence) {
            lua_pushinteger(lua, at);
        } else if (lua_isnil(lua, lua_upvalueindex(2)) ||
                   lua_rawgeti(lua, lua_upvalueindex(2), at - sequence) == LUA_TNIL) {
            lua_pushnil(lua);
            return 1;
        }
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, 1) != LUA_TNIL) {
            break;
        }
        lua_pop(lua, 2);  // removed since the loop began
    }
    lua_pushinteger(lua, at);
    lua_replace(lua, lua_upvalueindex(3));
    return 2;
}

}  // namespace

// First the sequence 1..n, then the other keys in order: the same on every machine and in every replay.
int pairs(lua_State* lua) {
    table_argument(lua, 1);
    load_all(lua, 1);
    State& state = State::of(lua);
    lua_settop(lua, 1);

    lua_Integer sequence = 0;
    while (lua_rawgeti(lua, 1, sequence + 1) != LUA_TNIL) {
        ++sequence;
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
    std::vector<Key> others;
    lua_Integer seen = 0;
    lua_pushnil(lua);
    while (lua_next(lua, 1) != 0) {
        lua_pop(lua, 1);
        if ((++seen & 255) == 0) {
            state.charge(256);
        }
        if (lua_isinteger(lua, -1) != 0) {
            const lua_Integer key = lua_tointeger(lua, -1);
            if (key >= 1 && key <= sequence) {
                continue;
            }
        }
        others.push_back(key_at(lua, -1));
    }
    if (!left_out("ordered_pairs")) {
        state.charge(static_cast<std::int64_t>(others.size()) * 4);
        std::sort(others.begin(), others.end());
    }

    lua_pushinteger(lua, sequence);
    if (others.empty()) {
        lua_pushnil(lua);
    } else {
        lua_createtable(lua, static_cast<int>(others.size()), 0);
        lua_Integer at = 0;
        for (const Key& key : others) {
            key.push(lua);
            lua_rawseti(lua, -2, ++at);
        }
    }
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, next_of_pairs, 3);
    lua_pushvalue(lua, 1);
    lua_pushnil(lua);
    return 3;
}

namespace {

// --- the rest --------------------------------------------------------------------------------------------------------

int select(lua_State* lua) {
    const int count = lua_gettop(lua);
    if (lua_type(lua, 1) == LUA_TSTRING && text_at(lua, 1) == "#") {
        lua_pushinteger(lua, count - 1);
        return 1;
    }
    lua_Integer from = integer_argument(lua, 1);
    if (from < 0) {
        from += count;
    }
    if (from < 1) {
        return luaL_argerror(lua, 1, "expected a place that exists");
    }
    State::of(lua).charge(count / 8);
    return from >= count ? 0 : count - static_cast<int>(from);
}

int type_name(lua_State* lua) {
    some_argument(lua, 1);
    push(lua, is_null(lua, 1) ? "null" : luaL_typename(lua, 1));
    return 1;
}

int to_text(lua_State* lua) {
    some_argument(lua, 1);
    push_text(lua, 1);
    return 1;
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

int to_number(lua_State* lua) {
    constexpr std::size_t longest_number = 200;
    some_argument(lua, 1);
    if (lua_isnoneornil(lua, 2)) {
        if (lua_type(lua, 1) == LUA_TNUMBER) {
            lua_settop(lua, 1);
            return 1;
        }
        if (lua_type(lua, 1) == LUA_TSTRING) {
            const std::string_view text = text_at(lua, 1);
            if (text.size() <= longest_number && lua_stringtonumber(lua, text.data()) == text.size() + 1) {
                return 1;
            }
        }
        lua_pushnil(lua);
        return 1;
    }
    const lua_Integer base = integer_argument(lua, 2);
    if (lua_type(lua, 1) != LUA_TSTRING) {
        bad_argument(lua, 1, "text");
    }
    if (base < 2 || base > 36) {
        return luaL_argerror(lua, 2, "expected a base from 2 to 36");
    }
    std::string_view text = text_at(lua, 1);
    const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && text.size() <= longest_number && blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.size() <= longest_number && blank(text.back())) {
        text.remove_suffix(1);
    }
    const bool negative = !text.empty() && text.front() == '-';
    text.remove_prefix(negative ? 1 : 0);
    lua_Unsigned number = 0;
    bool valid = !text.empty() && text.size() <= longest_number;
    for (std::size_t i = 0; valid && i < text.size(); ++i) {
        const int digit = digit_of(text[i]);
        valid = digit < base;
        number = number * static_cast<lua_Unsigned>(base) + static_cast<lua_Unsigned>(digit);
    }
    if (valid) {
        lua_pushinteger(lua, static_cast<lua_Integer>(negative ? 0 - number : number));
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

int raw_equal(lua_State* lua) {
    some_argument(lua, 1);
    some_argument(lua, 2);
    lua_pushboolean(lua, lua_rawequal(lua, 1, 2));
    return 1;
}

int raw_length(lua_State* lua) {
    if (lua_type(lua, 1) != LUA_TTABLE && lua_type(lua, 1) != LUA_TSTRING) {
        bad_argument(lua, 1, "a table or text");
    }
    lua_pushinteger(lua, static_cast<lua_Integer>(lua_rawlen(lua, 1)));
    return 1;
}

constexpr LibraryFunction functions[] = {
    {"assert", assert_true},   {"error", raise},        {"ipairs", ipairs},     {"pairs", pairs},
    {"pcall", protected_call}, {"rawequal", raw_equal}, {"rawlen", raw_length}, {"select", select},
    {"tonumber", to_number},   {"tostring", to_text},   {"type", type_name},
};

}  // namespace

void push_text(lua_State* lua, int at) {
    switch (lua_type(lua, at)) {
        case LUA_TNIL:
            lua_pushliteral(lua, "nil");
            break;
        case LUA_TBOOLEAN:
            push(lua, lua_toboolean(lua, at) != 0 ? "true" : "false");
            break;
        case LUA_TNUMBER:
            lua_pushvalue(lua, at);
            lua_tolstring(lua, -1, nullptr);
            break;
        case LUA_TSTRING:
            lua_pushvalue(lua, at);
            break;
        case LUA_TLIGHTUSERDATA:
            lua_pushstring(lua, is_null(lua, at) ? "null" : "answer");
            break;
        default:
            if (left_out("addresses")) {
                lua_pushfstring(lua, "%s: %p", luaL_typename(lua, at), lua_topointer(lua, at));
            } else {
                lua_pushstring(lua, luaL_typename(lua, at));  // never an address
            }
    }
}

void add_base_library(lua_State* lua) {
    for (const LibraryFunction& function : functions) {
        lua_pushcfunction(lua, function.function);
        lua_setfield(lua, -2, function.name);
    }
    lua_pushliteral(lua, LUA_VERSION);
    lua_setfield(lua, -2, "_VERSION");
}

}  // namespace millrace::script
