#pragma once

#include <cstddef>
#include <string_view>

namespace millrace::pages {

// A file of this folder as the build found it; the table is written by cmake/embed.cmake.
struct EmbeddedFile {
    std::string_view name;    // "chat/chat.js"
    std::string_view digest;  // changes with the bytes
    std::string_view bytes;
};

extern const EmbeddedFile embedded_files[];
extern const std::size_t embedded_files_count;

}  // namespace millrace::pages
