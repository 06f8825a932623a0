#include <charconv>
#include <cmath>

#include "engine/base/text.hpp"
#include "engine/base/utf8.hpp"
#include "engine/value/json.hpp"

namespace millrace::json {
namespace {

void write_integer(std::int64_t n, std::string& out) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, n).ptr);
}

void write_number(double d, std::string& out) {
    if (!std::isfinite(d)) {
        out += "null";
        return;
    }
    char digits[32];
    const std::string_view text(
        digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, d).ptr - digits));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos) {
        out += ".0";  // keeps it a number when it is read back
    }
}

void write_escaped(char c, std::string& out) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += "0123456789abcdef"[c >> 4];
            out += "0123456789abcdef"[c & 15];
    }
}

bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void write_valid(std::string_view text, std::string& out) {
    std::size_t plain_from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (needs_escape(text[at])) {
            out += text.substr(plain_from, at - plain_from);
            write_escaped(text[at], out);
            plain_from = at + 1;
        }
    }
    out += text.substr(plain_from);
}

// A script can hold any bytes; a JSON text cannot.
std::string repaired(std::string_view text) {
    std::string valid;
    while (!text.empty()) {
        const int size = read_code_point(text).size;
        valid += size == 0 ? std::string_view("\uFFFD") : text.substr(0, static_cast<std::size_t>(size));
        text.remove_prefix(size == 0 ? 1 : static_cast<std::size_t>(size));
    }
    return valid;
}

// Writes in one line, or with line breaks and indentation.
class Writer {
public:
    Writer(std::string& out, bool pretty) : out_(out), pretty_(pretty) {}

    void write(const Value& value) {
        switch (value.kind()) {
            case Value::Kind::nil:
                out_ += "null";
                return;
            case Value::Kind::boolean:
                out_ += value.as_bool() ? "true" : "false";
                return;
            case Value::Kind::integer:
                return write_integer(value.as_integer(), out_);
            case Value::Kind::number:
                return write_number(value.as_number(), out_);
            case Value::Kind::string:
                return dump_string(value.as_string(), out_);
            case Value::Kind::list:
                return write_parts('[', value.as_list(), ']', [this](const Value& item) { write(item); });
            case Value::Kind::map:
                return write_parts('{', value.as_map(), '}', [this](const Map::Entry& entry) {
                    dump_string(entry.first, out_);
                    out_ += pretty_ ? ": " : ":";
                    write(entry.second);
                });
        }
    }

private:
    template <class Parts, class WritePart>
    void write_parts(char open, const Parts& parts, char close, WritePart write_part) {
        out_ += open;
        ++depth_;
        bool first = true;
        for (const auto& part : parts) {
            if (!first) {
                out_ += ',';
            }
            first = false;
            break_line();
            write_part(part);
        }
        --depth_;
        if (!parts.empty()) {
            break_line();
        }
        out_ += close;
    }

    void break_line() {
        if (pretty_) {
            out_ += '\n';
            out_.append(depth_ * 2, ' ');
        }
    }

    std::string& out_;
    const bool pretty_;
    std::size_t depth_ = 0;
};

}  // namespace

std::string dump(const Value& value) {
    std::string out;
    dump(value, out);
    return out;
}

void dump(const Value& value, std::string& out) {
    Writer(out, false).write(value);
}

std::string dump_pretty(const Value& value) {
    std::string out;
    Writer(out, true).write(value);
    return out;
}

void dump_string(std::string_view text, std::string& out) {
    out += '"';
    if (is_utf8(text)) {
        write_valid(text, out);
    } else {
        write_valid(repaired(text), out);
    }
    out += '"';
}

}  // namespace millrace::json
