#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace millrace::pages {

// A file of the built studio. The table is written by studio/scripts/pack.mjs, its bytes lie in the program as the
// assembler took them from build/studio/studio.bin.
struct StudioFile {
    std::string_view name;    // "index.html", "studio/index-B1x2.js"
    std::string_view digest;  // changes with the bytes
    std::size_t begin = 0;    // of its bytes in `bytes`
    std::size_t size = 0;
    bool is_packed = false;  // the bytes are gzip's
};

struct Studio {
    std::span<const StudioFile> files;  // none when the program was built without it
    const char* bytes = nullptr;
};

Studio studio();

}  // namespace millrace::pages
