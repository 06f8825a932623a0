#include "runtime/watch/case_lines.hpp"

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"

namespace millrace::watch {
namespace {

bool can_be_a_key(std::string_view key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.';
    });
}

std::string line_value(const Value& value) {
    return value.is_string() ? line_word(value.as_string()) : json::dump(value);
}

}  // namespace

std::string line_text(std::string_view text) {
    const bool plain = !text.empty() && trim(text) == text && text.front() != '"' && text.front() != '#' &&
                       text.find_first_of("\n\r\t") == std::string_view::npos &&
                       text.find(" #") == std::string_view::npos;
    return plain ? std::string(text) : json::dump(Value(text));
}

std::string line_word(std::string_view word) {
    const bool plain = !word.empty() && word.find_first_of(" \t\r\n\"#{}[],=") == std::string_view::npos &&
                       word != "true" && word != "false" && word != "null" && word.find_first_of("-0123456789") != 0;
    return plain ? std::string(word) : json::dump(Value(word));
}

std::string line_pairs(const Value& map, std::string_view prefix) {
    std::string pairs;
    if (!map.is_map()) {
        return pairs;
    }
    for (const auto& [name, value] : map.as_map()) {
        if (can_be_a_key(name) && !value.is_nil()) {
            pairs += " " + std::string(prefix) + name.str() + "=" + line_value(value);
        }
    }
    return pairs;
}

std::string line_reply(const Value& replied) {
    static constexpr std::array<std::string_view, 8> failures{"timeout", "refused",   "dns",         "tls",
                                                              "blocked", "too_large", "unavailable", "outcome_unknown"};
    const std::string_view error = replied["error"].is_string() ? replied["error"].as_string() : std::string_view();
    if (!error.empty()) {
        return std::string(std::find(failures.begin(), failures.end(), error) == failures.end() ? "unavailable"
                                                                                                : error);
    }
    std::string reply = std::to_string(replied["status"].is_integer() ? replied["status"].as_integer() : 200);
    if (!replied["json"].is_nil()) {
        reply += " " + json::dump(replied["json"]);
    } else if (replied["body"].is_string() && !replied["body"].as_string().empty()) {
        reply += " " + json::dump(replied["body"]);
    }
    return reply;
}

void CaseLines::given(std::string line) {
    if (std::find(given_.begin(), given_.end(), line) == given_.end()) {
        given_.push_back(std::move(line));
    }
}

void CaseLines::happens(std::string line) {
    last_ = lines_.size();
    lines_.push_back(std::move(line));
}

void CaseLines::beforehand(std::string line) {
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(last_), std::move(line));
    ++last_;
}

void CaseLines::is_seen(std::string line) {
    lines_.push_back(std::move(line));
}

void CaseLines::replace(const std::string& line, const std::string& by) {
    std::replace(lines_.begin(), lines_.end(), line, by);
}

void CaseLines::forget(const std::set<std::string>& words) {
    for (std::string& line : lines_) {
        if (line.rfind("bot: ", 0) != 0) {
            continue;
        }
        for (const std::string& word : words) {
            if (word.size() < 8) {
                continue;  // it may be a word like any other
            }
            for (std::size_t at = line.find(word, 5); at != std::string::npos; at = line.find(word, at)) {
                line.replace(at, word.size(), "…");
            }
        }
    }
}

std::string CaseLines::write(const std::string& name) const {
    std::string text = "case " + name + "\n";
    for (const std::string& line : given_) {
        text += "  " + line + "\n";
    }
    for (const std::string& line : lines_) {
        text += "  " + line + "\n";
    }
    return text;
}

std::string* CaseLines::at(int line) {
    if (line < 2 || place_of(line) < given_.size() || place_of(line) - given_.size() >= lines_.size()) {
        return nullptr;
    }
    return &lines_[place_of(line) - given_.size()];
}

void CaseLines::remove(int line) {
    if (at(line) != nullptr) {
        lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(place_of(line) - given_.size()));
    }
}

}  // namespace millrace::watch
