// The grammar is nlohmann's; what it would let pass (depth, duplicate keys, size, numbers out of range) is checked
// here.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/base/text.hpp"
#include "engine/base/utf8.hpp"
#include "engine/value/json.hpp"

namespace millrace::json {
namespace {

// A list or map that is still open.
struct Frame {
    bool is_map = false;
    std::vector<Value> items;
    std::vector<Map::Entry> entries;
    std::optional<String> key;  // of the member whose value comes next
};

class Builder {
public:
    using json = nlohmann::json;

    Builder(std::string_view text, Limits limits) : text_(text), limits_(limits) {}

    Result<Value> take() {
        if (error_) {
            return std::move(*error_);
        }
        return std::move(root_);
    }

    // What nlohmann calls. False stops it.
    bool null() { return add({}); }
    bool boolean(bool b) { return add(b); }
    bool number_integer(std::int64_t n) { return add(n); }
    bool number_unsigned(std::uint64_t n) {
        if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            return refuse_number(std::to_string(n));
        }
        return add(static_cast<std::int64_t>(n));
    }
    bool number_float(double d, const std::string& text) {
        // An integer arrives here when it has more digits than 64 bits hold; taking it would change it in silence.
        return text.find_first_of(".eE") == std::string::npos ? refuse_number(text) : add(d);
    }
    bool string(std::string& text) { return add(std::string_view(text)); }
    bool binary(json::binary_t&) { return false; }

    bool start_object(std::size_t) { return open(true); }
    bool key(std::string& name) {
        frames_.back().key = String(std::string_view(name));
        return true;
    }
    bool end_object() {
        auto entries = std::move(frames_.back().entries);
        const auto before = [](const Map::Entry& a, const Map::Entry& b) { return a.first < b.first; };
        if (!std::is_sorted(entries.begin(), entries.end(), before)) {
            std::sort(entries.begin(), entries.end(), before);
        }
        const auto twice = std::adjacent_find(entries.begin(), entries.end(),
                                              [](const auto& a, const auto& b) { return a.first == b.first; });
        if (twice != entries.end()) {
            return refuse("json.duplicate_key", join_pointer(here(), twice->first),
                          fmt::format("expected every key once but found \"{}\" again", shortened(twice->first)));
        }
        frames_.pop_back();
        return add(Map(std::move(entries)));
    }
    bool start_array(std::size_t) { return open(false); }
    bool end_array() {
        auto items = std::move(frames_.back().items);
        frames_.pop_back();
        return add(List(std::move(items)));
    }
    bool parse_error(std::size_t bytes_read, const std::string& last_token, const json::exception& error);

private:
    bool add(Value value) {
        if (frames_.empty()) {
            root_ = std::move(value);
        } else if (Frame& frame = frames_.back(); frame.is_map) {
            frame.entries.emplace_back(std::move(*frame.key), std::move(value));
            frame.key.reset();
        } else {
            frame.items.push_back(std::move(value));
        }
        return true;
    }

    bool open(bool is_map) {
        if (frames_.size() >= static_cast<std::size_t>(std::max(limits_.depth_max, 0))) {
            return refuse("json.too_deep", here_next(),
                          fmt::format("expected at most {} levels of nesting but found more", limits_.depth_max));
        }
        frames_.emplace_back().is_map = is_map;
        return true;
    }

    bool refuse_number(const std::string& text) {
        return refuse("json.malformed", here_next(),
                      fmt::format("expected an integer of 64 bits but found {}", shortened(text)));
    }

    bool refuse(const char* code, std::string pointer, const std::string& message) {
        const Position place = position_of(text_, pointer);
        error_ =
            Error{code, fmt::format("{} at line {}, column {}", message, place.line, place.column), std::move(pointer)};
        return false;
    }

    // The innermost list or map that is open.
    std::string here() const {
        std::string pointer;
        for (std::size_t i = 0; i + 1 < frames_.size(); ++i) {
            pointer = below(pointer, frames_[i]);
        }
        return pointer;
    }
    // The value that comes next inside it.
    std::string here_next() const { return frames_.empty() ? std::string() : below(here(), frames_.back()); }

    static std::string below(const std::string& pointer, const Frame& frame) {
        if (!frame.is_map) {
            return join_pointer(pointer, frame.items.size());
        }
        return frame.key ? join_pointer(pointer, frame.key->view()) : pointer;
    }

    static std::string shortened(std::string_view text) {
        const auto prefix = utf8_prefix(text, 40);
        return prefix.size() == text.size() ? std::string(text) : std::string(prefix) + "…";
    }

    std::string_view text_;
    Limits limits_;
    std::vector<Frame> frames_;
    Value root_;
    std::optional<Error> error_;
};

// "… - unexpected '}'; expected string literal" turned into our order of words.
std::string reworded(std::string_view what) {
    if (const auto dash = what.find(" - "); dash != std::string_view::npos) {
        what.remove_prefix(dash + 3);
    } else if (const auto bracket = what.find("] "); bracket != std::string_view::npos) {
        what.remove_prefix(bracket + 2);
    }
    constexpr std::string_view unexpected = "unexpected ";
    constexpr std::string_view expected = "; expected ";
    const auto at = what.find(expected);
    if (what.substr(0, unexpected.size()) == unexpected && at != std::string_view::npos) {
        std::string wanted(what.substr(at + expected.size()));
        if (wanted == "'}'" || wanted == "']'") {
            wanted = "',' or " + wanted;  // the usual slip is the comma that was forgotten
        }
        return fmt::format("expected {} but found {}", wanted, what.substr(unexpected.size(), at - unexpected.size()));
    }
    return fmt::format("expected JSON but found an {}", what.substr(0, what.find("; last read")));
}

// Where the token begins that nlohmann stopped at; within a string, the very byte. It tells only how far it has read.
std::size_t fault_offset(std::string_view text, std::size_t bytes_read, std::string_view what) {
    if (bytes_read > text.size() || bytes_read == 0) {
        return text.size();
    }
    std::size_t at = bytes_read - 1;
    if (what.find("invalid string") != std::string_view::npos) {
        return at;
    }
    if (text[at] == '"') {  // a whole string, where none belongs
        const auto escaped = [&](std::size_t quote) {
            const auto before = text.substr(0, quote).find_last_not_of('\\');
            return (quote - (before == std::string_view::npos ? 0 : before + 1)) % 2 != 0;
        };
        do {
            --at;
        } while (at > 0 && (text[at] != '"' || escaped(at)));
        return at;
    }
    // A word or number, which may be read one byte beyond its end to see that it is wrong.
    const auto in_word = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
               c == '.';
    };
    if (in_word(text[at]) || what.find("invalid ") != std::string_view::npos) {
        while (at > 0 && in_word(text[at - 1])) {
            --at;
        }
    }
    return at;
}

bool Builder::parse_error(std::size_t bytes_read, const std::string& last_token, const json::exception& error) {
    const Position place = position_at(text_, fault_offset(text_, bytes_read, error.what()));
    constexpr int number_overflow = 406;
    const std::string message =
        error.id == number_overflow
            ? fmt::format("expected a number of at most 1.8e308 but found {}", shortened(last_token))
            : reworded(error.what());
    const bool in_value = !frames_.empty() && frames_.back().is_map && frames_.back().key;
    error_ = Error{"json.malformed", fmt::format("{} at line {}, column {}", message, place.line, place.column),
                   in_value ? here_next() : here()};
    return false;
}

// The first byte that is not UTF-8; the size of the text when all is well.
std::size_t broken_at(std::string_view text) {
    std::size_t at = 0;
    while (const int size = read_code_point(text.substr(at)).size) {
        at += static_cast<std::size_t>(size);
    }
    return at;
}

}  // namespace

Result<Value> parse(std::string_view text, Limits limits) {
    if (text.size() > limits.bytes_max) {
        return Error{"json.too_large",
                     fmt::format("expected at most {} bytes but found {}", limits.bytes_max, text.size())};
    }
    if (!is_utf8(text)) {
        const Position place = position_at(text, broken_at(text));
        return Error{"json.not_utf8", fmt::format("expected UTF-8 but found another byte at line {}, column {}",
                                                  place.line, place.column)};
    }
    // nlohmann takes a zero byte for the end of the text.
    if (const auto zero = text.find('\0'); zero != std::string_view::npos) {
        const Position place = position_at(text, zero);
        return Error{"json.malformed", fmt::format("expected JSON but found a zero byte at line {}, column {}",
                                                   place.line, place.column)};
    }
    Builder builder(text, limits);
    nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    return builder.take();
}

}  // namespace millrace::json
