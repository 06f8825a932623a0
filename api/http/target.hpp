#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace millrace::http {

struct NamedText {
    std::string name;
    std::string value;
};

// What a request asks for: "/api/runs/7?wait=100" or, through a proxy, "http://host/api/runs/7?wait=100".
struct Target {
    std::string path;  // as sent, but checked: every part decodes to UTF-8 without NUL
    std::vector<NamedText> query;
};

// Codes: "http.bad_target" (no path), "http.bad_path" and "http.bad_query" (percent signs or UTF-8 broken).
Result<Target> parse_target(std::string_view target);

// "%C3%A4" → "ä". Broken escapes, NUL and what is not UTF-8 afterwards are errors, code "http.bad_path".
Result<std::string> percent_decode(std::string_view text);

}  // namespace millrace::http
