#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace millrace {

// A place inside a text, for editors: in UTF-16 units, as browsers count; `to` is behind its last one. Empty where
// something is missing.
struct TextPlace {
    std::int64_t from = 0;
    std::int64_t to = 0;

    friend bool operator==(const TextPlace&, const TextPlace&) = default;
};

// Of some bytes of valid UTF-8. What is cut inside a character is widened to the whole of it, what goes beyond the end
// ends there.
TextPlace place_in(std::string_view text, std::size_t at, std::size_t size);
// Of a line without its end; lines count from 1. Beyond the last line it is the end of the text.
TextPlace line_in(std::string_view text, int line);

}  // namespace millrace
