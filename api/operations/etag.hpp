#pragma once

#include <string>
#include <string_view>

#include "api/operations/operation.hpp"

namespace millrace::api {

// The tag inside the quotes; weak ones are taken as they are.
inline std::string unquoted(std::string_view tag) {
    if (tag.starts_with("W/")) {
        tag.remove_prefix(2);
    }
    if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') {
        tag = tag.substr(1, tag.size() - 2);
    }
    return std::string(tag);
}

// What the caller has seen of the thing that he changes. `whose` is for the message: "the draft's".
inline Result<std::string> seen_etag(const Call& call, std::string_view whose) {
    const auto expected = call.request.header("if-match");
    if (!expected) {
        return Error{"request.precondition_required", "expected an If-Match header with " + std::string(whose) +
                                                          " ETag, so that nobody's work is overwritten"};
    }
    return unquoted(*expected);
}

}  // namespace millrace::api
