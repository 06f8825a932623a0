#include "engine/script/sandbox/error_text.hpp"

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/script/chunk.hpp"
#include "engine/script/faults.hpp"

namespace millrace::script {
namespace {

// Bytes of the UTF-8 sequence that begins here; 0 if it is none.
std::size_t sequence_at(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    return size != 0 && size <= text.size() && is_utf8(text.substr(0, size)) ? size : 0;
}

bool is_control(std::string_view sequence) {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) {
        return first < 0x20 || first == 0x7f;
    }
    // U+0080 to U+009F, and the marks that turn the direction of what follows.
    return (first == 0xc2 && static_cast<unsigned char>(sequence[1]) < 0xa0) || sequence == "\u2028" ||
           sequence == "\u2029" || (sequence >= "\u202a" && sequence <= "\u202e") ||
           (sequence >= "\u2066" && sequence <= "\u2069");
}

}  // namespace

std::string printable(std::string_view text, std::size_t bytes_max) {
    if (left_out("error_text")) {
        return std::string(text);
    }
    std::string out;
    while (!text.empty()) {
        const std::size_t size = sequence_at(text);
        const std::string_view sequence = text.substr(0, size == 0 ? 1 : size);
        std::string shown;
        if (sequence == "\n") {
            shown = "\\n";
        } else if (sequence == "\t") {
            shown = " ";
        } else if (size == 0 || is_control(sequence)) {
            for (const char c : sequence) {
                shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
            }
        } else {
            shown = sequence;
        }
        if (out.size() + shown.size() > bytes_max) {
            return out + "…";
        }
        out += shown;
        text.remove_prefix(sequence.size());
    }
    return out;
}

ErrorText describe_error(lua_State* lua, int index) {
    ErrorText result;
    switch (lua_type(lua, index)) {
        case LUA_TSTRING: {
            std::size_t size = 0;
            const char* data = lua_tolstring(lua, index, &size);
            std::string_view text(data, size);
            // Lua puts "script:12: " before messages.
            const std::string prefix = std::string(chunk_name) + ":";
            if (text.substr(0, prefix.size()) == prefix) {
                std::size_t at = prefix.size();
                int line = 0;
                while (at < text.size() && text[at] >= '0' && text[at] <= '9' && line < 1'000'000) {
                    line = line * 10 + (text[at++] - '0');
                }
                if (text.substr(at, 2) == ": ") {
                    result.line = line;
                    text.remove_prefix(at + 2);
                }
            }
            result.text = printable(text);
            break;
        }
        case LUA_TNUMBER:
            result.text = lua_isinteger(lua, index) ? fmt::format("{}", lua_tointeger(lua, index))
                                                    : fmt::format("{}", lua_tonumber(lua, index));
            break;
        case LUA_TBOOLEAN:
            result.text = lua_toboolean(lua, index) != 0 ? "true" : "false";
            break;
        case LUA_TNIL:
            result.text = "expected error() with a text but it was nil";
            break;
        default:
            result.text =
                fmt::format("expected error() with a text but it was a {}", lua_typename(lua, lua_type(lua, index)));
    }
    return result;
}

}  // namespace millrace::script
