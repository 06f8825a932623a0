#include "runtime/flowtest/simulate/words.hpp"

#include <algorithm>

#include "engine/value/json.hpp"

namespace millrace::flowtest {
namespace {

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

// Would be read as it stands, up to the end of the line.
bool stands_alone(std::string_view text) {
    return !text.empty() && !has_control(text) && text.front() != '"' && text.front() != ' ' && text.back() != ' ' &&
           text.front() != '#' && text.find(" #") == std::string_view::npos;
}

}  // namespace

std::string written_text(std::string_view text) {
    return stands_alone(text) ? std::string(text) : json::dump(Value(text));
}

std::string written_word(std::string_view word) {
    return stands_alone(word) && word.find(' ') == std::string_view::npos ? std::string(word) : json::dump(Value(word));
}

std::string written_part(std::string_view part) {
    return stands_alone(part) && part.find(',') == std::string_view::npos ? std::string(part) : json::dump(Value(part));
}

std::string written_value(const Value& value) {
    if (!value.is_string()) {
        return json::dump(value);
    }
    const std::string_view text = value.as_string();
    const bool bare = stands_alone(text) && text.find(' ') == std::string_view::npos &&
                      std::string_view("{[-0123456789").find(text.front()) == std::string_view::npos &&
                      text != "true" && text != "false" && text != "null";
    return bare ? std::string(text) : json::dump(value);
}

bool is_pair_key(std::string_view key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
               c == '-';
    });
}

}  // namespace millrace::flowtest
