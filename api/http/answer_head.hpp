#pragma once

#include <string>
#include <string_view>

#include "api/http/answer.hpp"
#include "api/http/method.hpp"

namespace millrace::http {

// What of a request outlives its handler, because the shape of the answer depends on it.
struct Asked {
    Method method = Method::get;
    bool keep_alive = true;
    bool old_protocol = false;  // HTTP/1.0 wants to be told that the connection stays
    std::string if_none_match;
    std::string allowed_origin;  // a page of it may read the answer; empty: only our own pages
};

// Appends the status line and all headers. False when the body is to stay behind (HEAD, 204, 304).
bool write_head(const Answer& answer, const Asked& asked, std::string& out);

// The status that write_head sends: 304 in the place of 200 when the caller has this version already.
int status_of(const Answer& answer, const Asked& asked);

}  // namespace millrace::http
