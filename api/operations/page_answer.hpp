#pragma once

#include "api/http/answer.hpp"
#include "api/http/request.hpp"
#include "api/pages/pages.hpp"

namespace millrace::api {

// A page as this browser takes it: packed or not, or 304 when it has it already.
http::Answer page_answer(const pages::Page& page, const http::Request& request);

}  // namespace millrace::api
