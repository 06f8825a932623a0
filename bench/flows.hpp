#pragma once

#include <cstddef>
#include <string_view>

namespace millrace::bench {

// The files below bench/flows, as part of the program.
struct EmbeddedFile {
    std::string_view name, digest, bytes;
};
extern const EmbeddedFile embedded_files[];
extern const std::size_t embedded_files_count;

}  // namespace millrace::bench
