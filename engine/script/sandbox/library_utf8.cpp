// char charpattern codepoint codes len offset, strict: no surrogates, no overlong forms, nothing above U+10FFFF.

#include "engine/base/text.hpp"
#include "engine/script/sandbox/arguments.hpp"

namespace millrace::script {
namespace {

constexpr lua_Integer results_max = 256;

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// The code point at a byte and its size; size 0 if none begins there.
struct Decoded {
    lua_Integer code = 0;
    std::size_t size = 0;
};
Decoded decode(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || size > text.size() || !is_utf8(text.substr(0, size))) {
        return {};
    }
    lua_Integer code = lead & (0x7f >> size);
    for (std::size_t i = 1; i < size; ++i) {
        code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3f);
    }
    return {code, size};
}

// 1 is the first byte, -1 the last.
lua_Integer place_in(lua_Integer place, std::size_t size) {
    return place >= 0                                ? place
           : place < -static_cast<lua_Integer>(size) ? 0
                                                     : static_cast<lua_Integer>(size) + place + 1;
}

int character(lua_State* lua) {
    const int count = lua_gettop(lua);
    State::of(lua).charge(count);
    std::string text;
    for (int i = 1; i <= count; ++i) {
        const lua_Integer code = integer_argument(lua, i);
        if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
            return luaL_argerror(lua, i, "expected a code point");
        }
        const auto c = static_cast<unsigned>(code);
        if (c < 0x80) {
            text += static_cast<char>(c);
        } else if (c < 0x800) {
            text += static_cast<char>(0xc0 | (c >> 6));
            text += static_cast<char>(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            text += static_cast<char>(0xe0 | (c >> 12));
            text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
            text += static_cast<char>(0x80 | (c & 0x3f));
        } else {
            text += static_cast<char>(0xf0 | (c >> 18));
            text += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
            text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
            text += static_cast<char>(0x80 | (c & 0x3f));
        }
    }
    push(lua, text);
    return 1;
}

int len(lua_State* lua) {
    const std::string_view text = text_argument(lua, 1);
    const auto size = static_cast<lua_Integer>(text.size());
    lua_Integer at = place_in(integer_argument(lua, 2, 1), text.size()) - 1;
    const lua_Integer last = place_in(integer_argument(lua, 3, -1), text.size()) - 1;
    if (at < 0 || at > size) {
        return luaL_argerror(lua, 2, "expected a place inside the text");
    }
    if (last >= size) {
        return luaL_argerror(lua, 3, "expected a place inside the text");
    }
    State::of(lua).charge(size / 4);
    lua_Integer count = 0;
    while (at <= last) {
        const std::size_t step = decode(text.substr(static_cast<std::size_t>(at))).size;
        if (step == 0) {
            lua_pushnil(lua);
            lua_pushinteger(lua, at + 1);
            return 2;
        }
        at += static_cast<lua_Integer>(step);
        ++count;
    }
    lua_pushinteger(lua, count);
    return 1;
}

int codepoint(lua_State* lua) {
    const std::string_view text = text_argument(lua, 1);
    const lua_Integer first = place_in(integer_argument(lua, 2, 1), text.size());
    const lua_Integer last = place_in(integer_argument(lua, 3, first), text.size());
    if (first < 1 || last > static_cast<lua_Integer>(text.size())) {
        return luaL_argerror(lua, first < 1 ? 2 : 3, "expected a place inside the text");
    }
    lua_Integer count = 0;
    for (lua_Integer at = first - 1; at < last;) {
        const Decoded decoded = decode(text.substr(static_cast<std::size_t>(at)));
        if (decoded.size == 0) {
            return luaL_error(lua, "expected UTF-8 but byte %I is not", static_cast<LUAI_UACINT>(at + 1));
        }
        if (++count > results_max) {
            return luaL_error(lua, "expected at most %d code points at once", static_cast<int>(results_max));
        }
        luaL_checkstack(lua, 1, "code points");
        lua_pushinteger(lua, decoded.code);
        at += static_cast<lua_Integer>(decoded.size);
    }
    return static_cast<int>(count);
}

int offset(lua_State* lua) {
    const std::string_view text = text_argument(lua, 1);
    const auto size = static_cast<lua_Integer>(text.size());
    lua_Integer n = integer_argument(lua, 2);
    lua_Integer at = place_in(integer_argument(lua, 3, n > 0 ? 1 : size + 1), text.size()) - 1;
    if (at < 0 || at > size) {
        return luaL_argerror(lua, 3, "expected a place inside the text");
    }
    State::of(lua).charge(size / 4);
    const auto continues = [&](lua_Integer i) {
        return i < size && is_continuation(text[static_cast<std::size_t>(i)]);
    };
    if (n == 0) {
        while (at > 0 && continues(at)) {
            --at;
        }
        lua_pushinteger(lua, at + 1);
        return 1;
    }
    if (continues(at)) {
        return luaL_error(lua, "expected a place where a character begins");
    }
    if (n < 0) {
        while (n < 0 && at > 0) {
            do {
                --at;
            } while (at > 0 && continues(at));
            ++n;
        }
    } else {
        --n;
        while (n > 0 && at < size) {
            do {
                ++at;
            } while (continues(at));
            --n;
        }
    }
    if (n == 0) {
        lua_pushinteger(lua, at + 1);
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

int next_code(lua_State* lua) {
    const std::string_view text = text_argument(lua, 1);
    lua_Integer at = integer_argument(lua, 2);
    if (at < 0 || at > static_cast<lua_Integer>(text.size())) {
        return luaL_argerror(lua, 2, "expected a place inside the text");
    }
    if (at > 0) {  // behind the character that was there
        const std::size_t size = decode(text.substr(static_cast<std::size_t>(at - 1))).size;
        at += static_cast<lua_Integer>(size == 0 ? 1 : size) - 1;
    }
    if (at >= static_cast<lua_Integer>(text.size())) {
        return 0;
    }
    const Decoded decoded = decode(text.substr(static_cast<std::size_t>(at)));
    if (decoded.size == 0) {
        return luaL_error(lua, "expected UTF-8 but byte %I is not", static_cast<LUAI_UACINT>(at + 1));
    }
    lua_pushinteger(lua, at + 1);
    lua_pushinteger(lua, decoded.code);
    return 2;
}

int codes(lua_State* lua) {
    text_argument(lua, 1);
    lua_pushcfunction(lua, next_code);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

constexpr LibraryFunction functions[] = {
    {"char", character}, {"codepoint", codepoint}, {"codes", codes}, {"len", len}, {"offset", offset},
};

}  // namespace

void add_utf8_library(lua_State* lua) {
    add_library(lua, "utf8", functions, std::size(functions), true);
    using namespace std::string_view_literals;
    push(lua, "[\0-\x7F\xC2-\xFD][\x80-\xBF]*"sv);  // with its zero byte
    lua_setfield(lua, -2, "charpattern");
    lua_pop(lua, 1);
}

}  // namespace millrace::script
