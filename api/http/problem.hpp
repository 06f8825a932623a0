#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http/answer.hpp"

namespace millrace::http {

// One fault of a request's body or of the document in it.
struct Fault {
    std::string pointer;
    std::string code;
    std::string message;
    std::string node;  // of a flow document; else empty
};

// RFC 9457, application/problem+json: type, title, status, code, detail, errors. One error is also the only member of
// `errors` when it points somewhere.
Answer problem(int status, const Error& error);
// With every fault at once, and members of its own (the state a 409 speaks of).
Answer problem(int status, const Error& error, const std::vector<Fault>& faults, const Map& more = {});

// "Not Found", for statuses that we send; "Unknown" for others.
std::string_view title_of(int status);

}  // namespace millrace::http
