#include "engine/base/bytes.hpp"

#include <bit>

namespace millrace {

void ByteWriter::number(double d) {
    auto bits = std::bit_cast<std::uint64_t>(d);
    char little_endian[8];
    for (char& byte : little_endian) {
        byte = static_cast<char>(bits);
        bits >>= 8;
    }
    bytes_.append(little_endian, sizeof little_endian);
}

void ByteWriter::long_varint(std::uint64_t n) {
    char groups[10];
    std::size_t size = 0;
    while (n >= 0x80) {
        groups[size++] = static_cast<char>(n | 0x80);
        n >>= 7;
    }
    groups[size++] = static_cast<char>(n);
    bytes_.append(groups, size);
}

std::uint64_t ByteReader::varint() {
    std::uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const std::uint8_t group = byte();
        // The tenth group holds the one bit that is left; anything more was never written.
        if (shift == 63 && group > 1) {
            break;
        }
        n |= static_cast<std::uint64_t>(group & 0x7f) << shift;
        if (group < 0x80) {
            return failed_ ? 0 : n;
        }
    }
    fail();
    return 0;
}

double ByteReader::number() {
    const std::string_view little_endian = raw(8);
    std::uint64_t bits = 0;
    for (std::size_t i = little_endian.size(); i > 0; --i) {
        bits = bits << 8 | static_cast<std::uint8_t>(little_endian[i - 1]);
    }
    return std::bit_cast<double>(bits);
}

std::string_view ByteReader::text() {
    return raw(varint());
}

std::string_view ByteReader::raw(std::size_t size) {
    if (size > left()) {
        fail();
        return {};
    }
    const std::string_view bytes = bytes_.substr(at_, size);
    at_ += size;
    return bytes;
}

}  // namespace millrace
