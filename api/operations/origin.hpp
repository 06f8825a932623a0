#pragma once

#include <string>
#include <string_view>

#include "api/http/request.hpp"

namespace millrace::api {

// Which page asks. Only browsers say so; who says nothing is no page, and needs the token all the same.
struct Origin {
    std::string text;     // "https://shop.example", or empty
    bool is_ours = true;  // one of our own pages, or none
};
// A page is ours when it came from the host that the request names, or from where the pages are said to be.
Origin origin_of(const http::Request& request, std::string_view public_url);

}  // namespace millrace::api
