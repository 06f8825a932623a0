#pragma once

#include <cstddef>
#include <string_view>

#include "engine/script/sandbox/state.hpp"

namespace millrace::script {

// Lua's patterns, with every step paid for. (Lua's own matcher runs for hours on "a-a-a-a-b" without a single
// instruction of the virtual machine.)
class Matcher {
public:
    Matcher(State& state, std::string_view subject, std::string_view pattern);

    // A match that begins exactly there: its end, or null.
    const char* match_at(const char* begin);

    const char* begin() const { return subject_; }
    const char* end() const { return subject_end_; }
    std::size_t captures() const { return level_; }
    // Pushes capture i; of a pattern without captures, the whole match is capture 0.
    void push_capture(std::size_t i, const char* begin, const char* end);
    // Pushes all of them, or the whole match if there are none; how many.
    int push_captures(const char* begin, const char* end, bool whole_if_none);

private:
    static constexpr std::size_t captures_max = 32;
    static constexpr int depth_max = 200;
    static constexpr std::ptrdiff_t unfinished = -1;
    static constexpr std::ptrdiff_t position = -2;

    const char* match(const char* at, const char* pattern);
    const char* match_item(const char* at, const char* pattern, const char*& pattern_next, bool& tail);
    const char* end_of_class(const char* pattern);
    bool matches_one(const char* at, const char* pattern, const char* class_end);
    bool in_set(unsigned char c, const char* set, const char* set_end) const;
    const char* expand_most(const char* at, const char* pattern, const char* class_end);
    const char* expand_least(const char* at, const char* pattern, const char* class_end);
    const char* start_capture(const char* at, const char* pattern, std::ptrdiff_t kind);
    const char* end_capture(const char* at, const char* pattern);
    const char* match_balance(const char* at, const char* pattern);
    const char* match_capture(const char* at, char digit);
    std::size_t capture_to_close();
    std::size_t check_capture(char digit);
    void step();

    struct Capture {
        const char* begin;
        std::ptrdiff_t size;
    };

    State& state_;
    const char* subject_;
    const char* subject_end_;
    const char* pattern_;
    const char* pattern_end_;
    std::size_t level_ = 0;
    int depth_ = 0;
    Capture captures_[captures_max] = {};
};

// The longest pattern, in bytes.
constexpr std::size_t pattern_bytes_max = 256;

// No character of the text means anything but itself.
bool is_plain_pattern(std::string_view pattern);

}  // namespace millrace::script
