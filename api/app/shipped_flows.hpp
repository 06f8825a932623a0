#pragma once

#include <cstddef>
#include <string_view>

namespace millrace::app {

// The flows of flows/, inside the program: what the demo publishes.
struct EmbeddedFile {
    std::string_view name;
    std::string_view digest;
    std::string_view bytes;
};
extern const EmbeddedFile embedded_files[];
extern const std::size_t embedded_files_count;

}  // namespace millrace::app
