#pragma once

#include <string>

namespace millrace {

// What went wrong, for a program (code, dotted words), for a person (message: "expected … but …") and for an editor
// (pointer: an RFC 6901 JSON pointer into the document or the request body; empty when it is about the whole).
struct Error {
    std::string code;
    std::string message;
    std::string pointer = {};

    friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace millrace
