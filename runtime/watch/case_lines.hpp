#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/value.hpp"

// How things are written in a `.flowtest`.
namespace millrace::watch {

// After `bot:` and `customer:`, to the end of the line.
std::string line_text(std::string_view text);
// One word, such as a name.
std::string line_word(std::string_view word);
// ` k=v` of each member that can be written so; nils are left out.
std::string line_pairs(const Value& map, std::string_view prefix = "");
// The reply to an HTTP call, as it came.
std::string line_reply(const Value& replied);

// A case in the making: what it is given, and then what happens and is said.
class CaseLines {
public:
    void given(std::string line);  // each once
    void happens(std::string line);
    // What has to stand before the last thing that happened.
    void beforehand(std::string line);
    void is_seen(std::string line);
    void replace(const std::string& line, const std::string& by);
    // In what the bot says, these become `…`.
    void forget(const std::set<std::string>& words);

    std::string write(const std::string& name) const;

    // Of the line of this number in what was written, 1 being the `case` line; null when it is none of ours.
    std::string* at(int line);
    void remove(int line);

private:
    std::size_t place_of(int line) const { return static_cast<std::size_t>(line) - 2; }

    std::vector<std::string> given_;
    std::vector<std::string> lines_;
    std::size_t last_ = 0;  // in lines_: the last thing that happened
};

}  // namespace millrace::watch
