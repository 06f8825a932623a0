#include "engine/script/sandbox/format.hpp"

#include <cstdio>

#include "engine/script/faults.hpp"
#include "engine/script/sandbox/library_base.hpp"

namespace millrace::script {
namespace {

struct Directive {
    std::string text;  // "%-8.3f" without the conversion
    bool has_precision = false;
    char conversion = '\0';
};

Directive read_directive(lua_State* lua, std::string_view& rest) {
    Directive directive;
    directive.text = "%";
    std::size_t at = 0;
    const auto take_digits = [&] {
        std::size_t digits = 0;
        while (at < rest.size() && rest[at] >= '0' && rest[at] <= '9') {
            directive.text += rest[at++];
            ++digits;
        }
        if (digits > 2) {
            luaL_error(lua, "expected a width and a precision of at most two digits in the format");
        }
    };
    while (at < rest.size() && std::string_view("-+ #0").find(rest[at]) != std::string_view::npos) {
        if (at >= 5) {
            luaL_error(lua, "expected each flag once in the format");
        }
        directive.text += rest[at++];
    }
    take_digits();
    if (at < rest.size() && rest[at] == '.') {
        directive.text += rest[at++];
        directive.has_precision = true;
        take_digits();
    }
    if (at == rest.size()) {
        luaL_error(lua, "expected a letter after '%%' in the format");
    }
    directive.conversion = rest[at];
    rest.remove_prefix(at + 1);
    return directive;
}

template <class T>
void add_number(const Directive& directive, const char* length, T number, TextBuilder& out) {
    // The longest is %99.99f of the greatest double: 309 digits, a point and 99 more.
    char buffer[512];
    const std::string format = directive.text + length + directive.conversion;
    const int size = std::snprintf(buffer, sizeof buffer, format.c_str(), number);
    MILLRACE_ASSERT(size >= 0 && static_cast<std::size_t>(size) < sizeof buffer);
    out.add({buffer, static_cast<std::size_t>(size)});
}

void add_text(lua_State* lua, const Directive& directive, int argument, TextBuilder& out) {
    some_argument(lua, argument);
    push_text(lua, argument);
    const std::string_view text = text_at(lua, -1);
    if (directive.text.size() == 1) {
        out.add(text);
    } else {
        int width = 0;
        std::size_t precision = text.size();
        bool left = false;
        std::size_t at = 1;
        for (;
             at < directive.text.size() && std::string_view("-+ #0").find(directive.text[at]) != std::string_view::npos;
             ++at) {
            left = left || directive.text[at] == '-';
        }
        for (; at < directive.text.size() && directive.text[at] != '.'; ++at) {
            width = width * 10 + (directive.text[at] - '0');
        }
        if (directive.has_precision) {
            precision = 0;
            for (++at; at < directive.text.size(); ++at) {
                precision = precision * 10 + static_cast<std::size_t>(directive.text[at] - '0');
            }
        }
        const std::string_view shown = text.substr(0, precision);
        const std::string blanks(
            static_cast<std::size_t>(width) > shown.size() ? static_cast<std::size_t>(width) - shown.size() : 0, ' ');
        out.add(left ? std::string_view() : std::string_view(blanks));
        out.add(shown);
        out.add(left ? std::string_view(blanks) : std::string_view());
    }
    lua_pop(lua, 1);
}

}  // namespace

void format_text(lua_State* lua, TextBuilder& out) {
    std::string_view rest = text_argument(lua, 1);
    int argument = 1;
    for (;;) {
        const std::size_t percent = rest.find('%');
        out.add(rest.substr(0, percent));
        if (percent == std::string_view::npos) {
            return;
        }
        rest.remove_prefix(percent + 1);
        if (!rest.empty() && rest.front() == '%') {
            out.add('%');
            rest.remove_prefix(1);
            continue;
        }
        const Directive directive = read_directive(lua, rest);
        ++argument;
        switch (directive.conversion) {
            case 'd':
            case 'i':
            case 'u':
            case 'x':
            case 'X':
            case 'o':
                add_number(directive, "ll", static_cast<long long>(integer_argument(lua, argument)), out);
                break;
            case 'c': {
                const lua_Integer code = integer_argument(lua, argument);
                if (code < 0 || code > 255) {
                    luaL_argerror(lua, argument, "expected a byte from 0 to 255");
                }
                out.add(static_cast<char>(code));
                break;
            }
            case 'a':
            case 'A':
            case 'e':
            case 'E':
            case 'f':
            case 'F':
            case 'g':
            case 'G':
                add_number(directive, "", number_argument(lua, argument), out);
                break;
            case 's':
                add_text(lua, directive, argument, out);
                break;
            case 'p':
                if (left_out("addresses")) {
                    add_number(directive, "", lua_topointer(lua, argument), out);
                    break;
                }
                [[fallthrough]];
            default:
                luaL_error(lua,
                           "expected one of %%d %%i %%u %%c %%x %%o %%e %%f %%g %%a %%s in the format but it is '%%%c'",
                           directive.conversion);
        }
    }
}

}  // namespace millrace::script
