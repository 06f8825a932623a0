#pragma once

#include <string>
#include <string_view>

namespace millrace::pages {

// A file of the browser's side, embedded in the program. Lives as long as the program.
struct Page {
    std::string_view content_type;
    std::string_view body;
    std::string etag;  // quoted, ready to send; answer 304 when If-None-Match names it

    // Content-Security-Policy; empty where none is needed. Of a page that may be framed the server appends
    // "; frame-ancestors " and the channel's allowed origins; of any other the policy forbids frames itself.
    std::string_view policy;
    bool may_be_framed = false;
};

// Send every page with `Cache-Control: no-cache`: it is asked for again and usually answered with 304, so a new
// program never meets the scripts of an old one.
inline constexpr std::string_view cache_control = "no-cache";

// What is served at this path (without the query), or null: "/", "/desk", "/reset", "/chat/{channel}" for any
// channel, "/widget.js", "/assets/…".
const Page* find_page(std::string_view path);

}  // namespace millrace::pages
