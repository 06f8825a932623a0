#include "api/operations/page_answer.hpp"

#include "api/http/headers.hpp"
#include "api/pages/unpack.hpp"
#include "engine/base/text.hpp"

namespace millrace::api {
namespace {

// RFC 9110, 12.5.3. Nobody writes weights but those that say no: "gzip;q=0".
bool takes_gzip(const http::Request& request) {
    std::string_view list = request.header("accept-encoding").value_or("");
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view each = trim(list.substr(0, comma));
        const std::size_t semicolon = std::min(each.find(';'), each.size());
        const std::string_view weight = trim(each.substr(std::min(semicolon + 1, each.size())));
        const bool is_refused = weight.substr(0, 3) == "q=0" && weight.find_first_of("123456789") == std::string::npos;
        if (http::same_name(trim(each.substr(0, semicolon)), "gzip")) {
            return !is_refused;
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

}  // namespace

http::Answer page_answer(const pages::Page& page, const http::Request& request) {
    const bool packed = page.is_packed && takes_gzip(request);
    // One tag for one sequence of bytes, or a cache in between could mix them.
    const std::string etag =
        page.is_packed && !packed ? page.etag.substr(0, page.etag.size() - 1) + "-plain\"" : page.etag;
    http::Answer answer;
    answer.status = 304;
    if (request.header("if-none-match") != std::string_view(etag)) {
        answer.status = 200;
        answer.content_type = std::string(page.content_type);
        answer.body = page.is_packed && !packed ? pages::unpacked(page.body) : std::string(page.body);
        answer.headers.push_back({"Cache-Control", std::string(page.cache_control)});
    }
    answer.headers.push_back({"ETag", etag});
    if (page.is_packed) {
        answer.headers.push_back({"Vary", "Accept-Encoding"});
        if (packed && answer.status == 200) {
            answer.headers.push_back({"Content-Encoding", "gzip"});
        }
    }
    return answer;
}

}  // namespace millrace::api
