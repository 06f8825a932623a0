#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes);
// Number of code points of valid UTF-8.
std::size_t utf8_length(std::string_view text);
// At most n code points, cut at a boundary.
std::string_view utf8_prefix(std::string_view text, std::size_t n);

// Lower case with accents removed, for comparing what people type ("Vérité" → "verite"). Covers Latin-1 Supplement,
// Latin Extended-A, Greek and Cyrillic letters, and drops combining accents; other code points stay as they are.
std::string fold(std::string_view text);
// Without white space at both ends.
std::string_view trim(std::string_view text);

// [a-z][a-z0-9_]{0,62}: keys of flows, nodes, queues and teams.
bool is_key(std::string_view text);

// The closest of the candidates by edit distance, if close enough to be a slip of the finger; else empty.
std::string closest(std::string_view wrong, const std::vector<std::string>& candidates);

}  // namespace millrace
