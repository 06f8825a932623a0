#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace millrace {

// Appends varints (LEB128), zig-zag integers, doubles and length-prefixed text to a buffer. The encoding of everything
// that is stored; whoever writes a record puts a version byte first.
class ByteWriter {
public:
    void byte(std::uint8_t b) { bytes_.push_back(static_cast<char>(b)); }
    void varint(std::uint64_t n) {
        if (n < 0x80) {  // nearly always: kinds, slots, short lengths
            byte(static_cast<std::uint8_t>(n));
        } else {
            long_varint(n);
        }
    }
    void integer(std::int64_t n) { varint((static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63)); }
    void number(double d);
    void text(std::string_view s) {
        varint(s.size());
        bytes_.append(s);
    }
    void raw(std::string_view s) { bytes_.append(s); }

    const std::string& bytes() const { return bytes_; }
    std::string take() { return std::move(bytes_); }
    void clear() { bytes_.clear(); }
    std::size_t size() const { return bytes_.size(); }

private:
    void long_varint(std::uint64_t n);

    std::string bytes_;
};

// Reads what ByteWriter wrote. Damaged input never reads past the end: failed() turns true and every further read is
// zero or empty, so a reader checks once, at the end.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    std::uint8_t byte() {
        if (at_ >= bytes_.size()) {
            failed_ = true;
            return 0;
        }
        return static_cast<std::uint8_t>(bytes_[at_++]);
    }
    std::uint64_t varint();
    std::int64_t integer() {
        const std::uint64_t n = varint();
        return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1);
    }
    double number();
    std::string_view text();
    std::string_view raw(std::size_t size);

    bool failed() const { return failed_; }
    bool done() const { return at_ == bytes_.size(); }
    std::size_t left() const { return bytes_.size() - at_; }
    void fail() {
        failed_ = true;
        at_ = bytes_.size();
    }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

}  // namespace millrace
