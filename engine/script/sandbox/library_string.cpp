// byte char find format gmatch gsub len lower match rep reverse sub upper. (dump, pack, packsize and unpack are not
// offered.) Text answers to these as methods: s:upper().

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "engine/script/faults.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/format.hpp"
#include "engine/script/sandbox/library_base.hpp"
#include "engine/script/sandbox/pattern.hpp"

namespace millrace::script {
namespace {

constexpr lua_Integer results_max = 256;

// Places count from 1, and from the end when negative; both are brought inside the text.
std::size_t begin_place(lua_Integer place, std::size_t size) {
    const auto signed_size = static_cast<lua_Integer>(size);
    if (place > 0) {
        return static_cast<std::size_t>(place);
    }
    return place == 0 || place < -signed_size ? 1 : static_cast<std::size_t>(signed_size + place + 1);
}
std::size_t end_place(lua_Integer place, std::size_t size) {
    const auto signed_size = static_cast<lua_Integer>(size);
    if (place >= 0) {
        return static_cast<std::size_t>(std::min(place, signed_size));
    }
    return place < -signed_size ? 0 : static_cast<std::size_t>(signed_size + place + 1);
}

int len(lua_State* lua) {
    lua_pushinteger(lua, static_cast<lua_Integer>(text_argument(lua, 1).size()));
    return 1;
}

int sub(lua_State* lua) {
    const std::string_view text = text_argument(lua, 1);
    const std::size_t first = begin_place(integer_argument(lua, 2), text.size());
    const std::size_t last = end_place(integer_argument(lua, 3, -1), text.size());
    push(lua, first > last ? std::string_view() : text.substr(first - 1, last - first + 1));
    return 1;
}

template <class F>
int map_bytes(lua_State* lua, F f) {
    const std::string_view text = text_argument(lua, 1);
    State::of(lua).charge(static_cast<std::int64_t>(text.size() / 8));
    std::string mapped(text);
    f(mapped);
    push(lua, mapped);
    return 1;
}

int upper(lua_State* lua) {
    return map_bytes(lua, [](std::string& text) {
        for (char& c : text) {
            c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        }
    });
}
int lower(lua_State* lua) {
    return map_bytes(lua, [](std::string& text) {
        for (char& c : text) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
    });
}
int reverse(lua_State* lua) {
    return map_bytes(lua, [](std::string& text) { std::reverse(text.begin(), text.end()); });
}

int rep(lua_State* lua) {
    const std::string_view text = text_argument(lua, 1);
    const lua_Integer count = integer_argument(lua, 2);
    const std::string_view separator = lua_isnoneornil(lua, 3) ? std::string_view() : text_argument(lua, 3);
    if (count <= 0) {
        lua_pushliteral(lua, "");
        return 1;
    }
    State& state = State::of(lua);
    const std::size_t max = state.limits().string_bytes_max;
    const std::size_t each = text.size() + separator.size();
    if (!left_out("rep")) {
        if (each == 0) {
            lua_pushliteral(lua, "");
            return 1;
        }
        if (static_cast<std::size_t>(count) > max / each + 1) {
            state.stop(Limit::memory, fmt::format("expected texts of at most {} KiB", max >> 10));
        }
        state.charge(static_cast<std::int64_t>(static_cast<std::size_t>(count) * (2 + each / 16)) / 2);
    }
    std::string out(text);
    for (lua_Integer i = 1; i < count; ++i) {
        out += separator;
        out += text;
    }
    push(lua, out);
    return 1;
}

int byte(lua_State* lua) {
    const std::string_view text = text_argument(lua, 1);
    const lua_Integer from = integer_argument(lua, 2, 1);
    const std::size_t first = begin_place(from, text.size());
    const std::size_t last = end_place(integer_argument(lua, 3, from), text.size());
    if (first > last) {
        return 0;
    }
    const std::size_t count = last - first + 1;
    if (count > static_cast<std::size_t>(results_max)) {
        return luaL_error(lua, "expected at most %d bytes at once", static_cast<int>(results_max));
    }
    luaL_checkstack(lua, static_cast<int>(count), "bytes");
    for (std::size_t i = first; i <= last; ++i) {
        lua_pushinteger(lua, static_cast<unsigned char>(text[i - 1]));
    }
    return static_cast<int>(count);
}

int character(lua_State* lua) {
    const int count = lua_gettop(lua);
    State::of(lua).charge(count);
    std::string text;
    for (int i = 1; i <= count; ++i) {
        const lua_Integer code = integer_argument(lua, i);
        if (code < 0 || code > 255) {
            return luaL_argerror(lua, i, "expected a byte from 0 to 255");
        }
        text.push_back(static_cast<char>(code));
    }
    push(lua, text);
    return 1;
}

// --- patterns --------------------------------------------------------------------------------------------------------

int find_or_match(lua_State* lua, bool find) {
    State& state = State::of(lua);
    const std::string_view text = text_argument(lua, 1);
    const std::string_view pattern = text_argument(lua, 2);
    const std::size_t first = begin_place(integer_argument(lua, 3, 1), text.size()) - 1;
    if (first > text.size()) {
        lua_pushnil(lua);
        return 1;
    }
    if (find && (lua_toboolean(lua, 4) != 0 || is_plain_pattern(pattern))) {
        state.charge(static_cast<std::int64_t>((text.size() + pattern.size()) / 8));
        // memmem is linear where it matters; std::string_view::find is not.
        const void* const found =
            pattern.empty() ? text.data() + first
                            : memmem(text.data() + first, text.size() - first, pattern.data(), pattern.size());
        if (found == nullptr) {
            lua_pushnil(lua);
            return 1;
        }
        const auto at = static_cast<const char*>(found) - text.data();
        lua_pushinteger(lua, at + 1);
        lua_pushinteger(lua, at + static_cast<lua_Integer>(pattern.size()));
        return 2;
    }
    const bool anchored = !pattern.empty() && pattern.front() == '^';
    Matcher matcher(state, text, anchored ? pattern.substr(1) : pattern);
    const char* at = matcher.begin() + first;
    do {
        if (const char* const end = matcher.match_at(at)) {
            if (!find) {
                return matcher.push_captures(at, end, true);
            }
            lua_pushinteger(lua, at - matcher.begin() + 1);
            lua_pushinteger(lua, end - matcher.begin());
            return 2 + matcher.push_captures(at, end, false);
        }
        state.charge(1);
    } while (at++ < matcher.end() && !anchored);
    lua_pushnil(lua);
    return 1;
}

int find(lua_State* lua) {
    return find_or_match(lua, true);
}
int match(lua_State* lua) {
    return find_or_match(lua, false);
}

// Upvalues: text, pattern, where to look next, where the last match ended (-1: none).
int next_of_gmatch(lua_State* lua) {
    State& state = State::of(lua);
    const std::string_view text = text_at(lua, lua_upvalueindex(1));
    Matcher matcher(state, text, text_at(lua, lua_upvalueindex(2)));
    const lua_Integer last = lua_tointeger(lua, lua_upvalueindex(4));
    for (lua_Integer at = lua_tointeger(lua, lua_upvalueindex(3)); at <= static_cast<lua_Integer>(text.size()); ++at) {
        state.charge(1);
        const char* const begin = matcher.begin() + at;
        const char* const end = matcher.match_at(begin);
        if (end != nullptr && end - matcher.begin() != last) {
            lua_pushinteger(lua, end - matcher.begin());
            lua_pushvalue(lua, -1);
            lua_replace(lua, lua_upvalueindex(3));
            lua_replace(lua, lua_upvalueindex(4));
            return matcher.push_captures(begin, end, true);
        }
    }
    lua_pushinteger(lua, static_cast<lua_Integer>(text.size()) + 1);
    lua_replace(lua, lua_upvalueindex(3));
    return 0;
}

int gmatch(lua_State* lua) {
    const std::size_t size = text_argument(lua, 1).size();
    text_argument(lua, 2);
    const std::size_t first = begin_place(integer_argument(lua, 3, 1), size) - 1;
    lua_settop(lua, 2);
    lua_pushinteger(lua, static_cast<lua_Integer>(std::min(first, size + 1)));
    lua_pushinteger(lua, -1);
    lua_pushcclosure(lua, next_of_gmatch, 4);
    return 1;
}

void add_replacement_text(lua_State* lua, Matcher& matcher, TextBuilder& out, const char* begin, const char* end) {
    std::string_view replacement = text_at(lua, 3);
    for (;;) {
        const std::size_t percent = replacement.find('%');
        out.add(replacement.substr(0, percent));
        if (percent == std::string_view::npos) {
            return;
        }
        const char what = percent + 1 < replacement.size() ? replacement[percent + 1] : '\0';
        if (what == '%') {
            out.add('%');
        } else if (what == '0') {
            out.add({begin, static_cast<std::size_t>(end - begin)});
        } else if (what >= '1' && what <= '9') {
            matcher.push_capture(static_cast<std::size_t>(what - '1'), begin, end);
            out.add(text_at(lua, -1));
            lua_pop(lua, 1);
        } else {
            luaL_error(lua, "expected a digit or '%%' after '%%' in the replacement");
        }
        replacement.remove_prefix(percent + 2);
    }
}

// One match of gsub; true if something else stands there now.
bool add_replacement(lua_State* lua, Matcher& matcher, TextBuilder& out, const char* begin, const char* end) {
    switch (lua_type(lua, 3)) {
        case LUA_TFUNCTION: {
            const Deeper deeper(State::of(lua));
            lua_pushvalue(lua, 3);
            const int count = matcher.push_captures(begin, end, true);
            lua_call(lua, count, 1);
            break;
        }
        case LUA_TTABLE:
            matcher.push_capture(0, begin, end);
            lua_gettable(lua, 3);
            break;
        default:
            add_replacement_text(lua, matcher, out, begin, end);
            return true;
    }
    const std::string_view original(begin, static_cast<std::size_t>(end - begin));
    const bool kept = lua_toboolean(lua, -1) == 0;
    if (kept) {
        out.add(original);
    } else if (lua_type(lua, -1) == LUA_TSTRING || lua_type(lua, -1) == LUA_TNUMBER) {
        out.add(text_at(lua, -1));
    } else {
        luaL_error(lua, "expected a replacement that is text but it is a %s", luaL_typename(lua, -1));
    }
    lua_pop(lua, 1);
    return !kept;
}

int gsub(lua_State* lua) {
    State& state = State::of(lua);
    const std::string_view text = text_argument(lua, 1);
    std::string_view pattern = text_argument(lua, 2);
    const int type = lua_type(lua, 3);
    if (type != LUA_TFUNCTION && type != LUA_TTABLE && type != LUA_TSTRING && type != LUA_TNUMBER) {
        bad_argument(lua, 3, "text, a table or a function");
    }
    const lua_Integer count_max = integer_argument(lua, 4, static_cast<lua_Integer>(text.size()) + 1);
    const bool anchored = !pattern.empty() && pattern.front() == '^';
    if (anchored) {
        pattern.remove_prefix(1);
    }
    lua_settop(lua, 3);
    TextBuilder out(lua);
    Matcher matcher(state, text, pattern);
    const char* at = matcher.begin();
    const char* last = nullptr;
    lua_Integer count = 0;
    bool changed = false;
    while (count < count_max) {
        const char* const end = matcher.match_at(at);
        if (end != nullptr && end != last) {
            ++count;
            changed = add_replacement(lua, matcher, out, at, end) || changed;
            at = last = end;
        } else if (at < matcher.end()) {
            out.add(*at++);
        } else {
            break;
        }
        if (anchored) {
            break;
        }
    }
    if (changed) {
        out.add({at, static_cast<std::size_t>(matcher.end() - at)});
        out.push();
    } else {
        lua_pushvalue(lua, 1);
    }
    lua_pushinteger(lua, count);
    return 2;
}

int format(lua_State* lua) {
    TextBuilder out(lua);
    format_text(lua, out);
    out.push();
    return 1;
}

constexpr LibraryFunction functions[] = {
    {"byte", byte},       {"char", character}, {"find", find},   {"format", format}, {"gmatch", gmatch},
    {"gsub", gsub},       {"len", len},        {"lower", lower}, {"match", match},   {"rep", rep},
    {"reverse", reverse}, {"sub", sub},        {"upper", upper},
};

}  // namespace

void add_string_library(lua_State* lua) {
    add_library(lua, "string", functions, std::size(functions), true);
    // The members are on the stack: what text:method() finds. No script can reach this metatable or change the members.
    lua_createtable(lua, 0, 2);
    lua_pushvalue(lua, -2);
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pushliteral(lua, "");
    lua_pushvalue(lua, -2);
    lua_setmetatable(lua, -2);
    lua_pop(lua, 3);
}

}  // namespace millrace::script
