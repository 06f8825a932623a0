#pragma once

#include <string>
#include <string_view>

#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {

struct ErrorText {
    int line = 0;  // 0: the error does not say
    std::string text;
};

// What a person may read of an error value. Calls nothing of the script's, shows no address, fits in one line of a log.
ErrorText describe_error(lua_State* lua, int index);

// Control characters and broken UTF-8 as escapes, at most this many bytes.
std::string printable(std::string_view text, std::size_t bytes_max = 500);

}  // namespace millrace::script
