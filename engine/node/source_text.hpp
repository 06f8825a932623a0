#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Cautious readings of a script's source, for what must be known of it before it runs. Comments and strings count as
// source: rather one name too many than one too few.

// The word stands in the source by itself.
bool has_word(std::string_view source, std::string_view word);
// The names that follow `word` and a dot: of "vars", the variables the script mentions.
std::vector<std::string> members_of(std::string_view source, std::string_view word);
// Every word of the source, each once, sorted.
std::vector<std::string> words_of(std::string_view source);
// Some use of `word` is not followed by a dot and a name, or by a name in brackets and quotes: which member is meant
// shows only when the script runs.
bool has_computed_member(std::string_view source, std::string_view word);
// The script may wait for signals that nobody can name in advance.
bool may_wait(std::string_view source);

}  // namespace millrace
