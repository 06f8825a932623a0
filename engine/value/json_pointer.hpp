#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::json {

// The parts of an RFC 6901 pointer, one after the other, with ~0 and ~1 undone.
class PointerParts {
public:
    explicit PointerParts(std::string_view pointer) : left_(pointer) {}
    bool next(std::string& part);
    // False when what is left does not begin with a slash, so that the pointer was malformed.
    bool done() const { return left_.empty(); }

private:
    std::string_view left_;
};

// The part as the index into a list: no sign, no leading zero.
std::optional<std::size_t> index_of(std::string_view part);

}  // namespace millrace::json
