#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace::pages {

// It is asked for again and usually answered with 304, so a new program never meets the scripts of an old one.
inline constexpr std::string_view asked_again = "no-cache";
// Its name changes with its bytes.
inline constexpr std::string_view never_changes = "public, max-age=31536000, immutable";

// A file of the browser's side, embedded in the program. Lives as long as the program.
struct Page {
    std::string_view content_type;
    std::string_view body;
    bool is_packed = false;  // by gzip: send Content-Encoding, or what unpack.hpp makes of it
    std::string etag;        // quoted, ready to send; answer 304 when If-None-Match names it
    std::string_view cache_control = asked_again;

    // Content-Security-Policy; empty where none is needed. Of a page that may be framed the server appends
    // "; frame-ancestors " and the channel's allowed origins; of any other the policy forbids frames itself.
    std::string_view policy;
    bool may_be_framed = false;
};

// What is served at this path (without the query), or null: the studio's pages, "/desk", "/reset", "/chat/{channel}"
// for any channel, "/widget.js", "/assets/…", "/studio/…". The studio's pages are one file: its script reads the path.
const Page* find_page(std::string_view path);

// The patterns of all of these, for a router.
const std::vector<std::string>& page_routes();

// Whether the studio was built into the program; without it "/" says so, and its other pages are not there.
bool has_studio();

}  // namespace millrace::pages
