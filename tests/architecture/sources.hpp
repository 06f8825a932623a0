#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::architecture {

// A text file of the tree, its path relative to the root.
struct Source {
    std::string path;
    std::vector<std::string> lines;
    // The same lines with comments blanked out, and with the insides of strings blanked out as well.
    std::vector<std::string> without_comments = {};
    std::vector<std::string> code = {};
};

// Where a rule is broken: "engine/run/turn.cpp:12: engine/ is pure, …".
struct Breach {
    std::string path;
    std::size_t line;
    std::string rule;
};
using Breaches = std::vector<Breach>;

// Splits text and blanks comments and strings: how a test makes a source that is not on disk.
Source make_source(std::string path, std::string_view text);

// Every text file of the repository but what is built, stored or fetched.
const std::vector<Source>& all_sources();

bool is_cpp(const Source& source);
bool is_test(const Source& source);
// "engine/run" holds "engine/run/turn.cpp" and is held by itself; "engine/ru" holds neither.
bool is_within(std::string_view path, std::string_view folder);
bool is_within_any(std::string_view path, const std::vector<std::string>& folders);

// The word stands there on its own: not as the end of a longer identifier, nor as the beginning if it ends in one's
// character. "rand(" is in "x = rand()" and not in "operand()".
bool mentions(std::string_view line, std::string_view word);

// One line for each, "path:line: rule"; empty when the rule is kept.
std::string listed(const Breaches& breaches);

}  // namespace millrace::architecture
