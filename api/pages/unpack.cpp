#include "api/pages/unpack.hpp"

#include <zlib.h>

#include "engine/base/assert.hpp"

namespace millrace::pages {

std::string unpacked(std::string_view packed) {
    constexpr int window_of_gzip = 15 + 16;
    z_stream stream{};
    MILLRACE_ASSERT(inflateInit2(&stream, window_of_gzip) == Z_OK);
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK) {
        char part[1 << 14];
        stream.next_out = reinterpret_cast<Bytef*>(part);
        stream.avail_out = sizeof(part);
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(part, sizeof(part) - stream.avail_out);
    }
    inflateEnd(&stream);
    MILLRACE_ASSERT(state == Z_STREAM_END);  // our own build packed it
    return out;
}

}  // namespace millrace::pages
