#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/script/sandbox/lua.hpp"
#include "engine/script/sandbox/state.hpp"

namespace millrace::script {

// What library functions ask of their arguments. Errors name the argument and the function. Text is never taken for a
// number: only tonumber() reads numbers out of text.
lua_Integer integer_argument(lua_State* lua, int at);
lua_Integer integer_argument(lua_State* lua, int at, lua_Integer otherwise);
lua_Number number_argument(lua_State* lua, int at);
// Numbers are taken as their text.
std::string_view text_argument(lua_State* lua, int at);
void table_argument(lua_State* lua, int at);
void function_argument(lua_State* lua, int at);
// ctx.null.
inline bool is_null(lua_State* lua, int at) {
    return lua_type(lua, at) == LUA_TLIGHTUSERDATA && lua_touserdata(lua, at) == nullptr;
}
// Any value, but one must be given.
void some_argument(lua_State* lua, int at);
[[noreturn]] void bad_argument(lua_State* lua, int at, const char* expected);

inline void push(lua_State* lua, std::string_view text) {
    lua_pushlstring(lua, text.data(), text.size());
}
inline std::string_view text_at(lua_State* lua, int at) {
    std::size_t size = 0;
    const char* data = lua_tolstring(lua, at, &size);
    return {data, size};
}

// Text under construction: every byte is paid for and none goes beyond the longest text allowed.
class TextBuilder {
public:
    explicit TextBuilder(lua_State* lua) : state_(State::of(lua)) {}
    void add(std::string_view text) {
        if (text_.size() + text.size() > state_.limits().string_bytes_max) {
            too_long();
        }
        state_.charge(1 + static_cast<std::int64_t>(text.size() / 16));
        text_.append(text);
    }
    void add(char c) { add(std::string_view(&c, 1)); }
    void push() { script::push(state_.lua(), text_); }

private:
    [[noreturn]] void too_long();

    State& state_;
    std::string text_;
};

struct LibraryFunction {
    const char* name;
    lua_CFunction function;
};
// A library in the table on the top of the stack: an object whose members can be read and never replaced. Leaves the
// table of its members on the stack when `keep`.
void add_library(lua_State* lua, const char* name, const LibraryFunction* functions, std::size_t count,
                 bool keep = false);

}  // namespace millrace::script
