#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/target.hpp"
#include "engine/base/error.hpp"
#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

namespace millrace::http {

// What goes back. The server adds lengths, dates, security and CORS headers, and leaves out the body where the method
// or an If-None-Match says so.
struct Answer {
    int status = 204;
    std::string content_type;
    std::string body;
    std::shared_ptr<const std::string> shared_body;  // stands for body when set: pages that are served over and over
    std::vector<NamedText> headers;
    std::string frame_ancestors;  // "" forbids framing; else the list of a Content-Security-Policy, "*" or origins

    std::string_view bytes() const { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }

    static Answer json(const Value& value) { return json(200, value); }
    static Answer json(int status, const Value& value);
    // JSON that is already text.
    static Answer json_text(int status, std::string text);
    static Answer nothing() { return {}; }  // 204
    static Answer text(int status, std::string text);
    static Answer bytes(std::shared_ptr<const std::string> bytes, std::string content_type);

    // Each adds something and hands the answer on: return Answer::json(flow).with_etag(hash);
    Answer&& with_header(std::string name, std::string value) &&;
    // Quotes are added. A GET that already has this version gets 304.
    Answer&& with_etag(std::string_view tag) &&;
    Answer&& with_retry_after(Duration wait) &&;
    // For a crowd: one to three seconds, not for all the same, or they would all come back at once.
    Answer&& with_retry_soon() &&;
    Answer&& with_location(std::string path) &&;
    // The page may be shown inside pages of these origins ("*" for any).
    Answer&& with_frame_ancestors(std::string origins) &&;
};

}  // namespace millrace::http
