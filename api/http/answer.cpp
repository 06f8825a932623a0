#include "api/http/answer.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "engine/value/json.hpp"

namespace millrace::http {

Answer Answer::json(int status, const Value& value) {
    return json_text(status, json::dump(value));
}

Answer Answer::json_text(int status, std::string text) {
    Answer answer;
    answer.status = status;
    answer.content_type = "application/json";
    answer.body = std::move(text);
    return answer;
}

Answer Answer::text(int status, std::string text) {
    Answer answer;
    answer.status = status;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = std::move(text);
    return answer;
}

Answer Answer::bytes(std::shared_ptr<const std::string> bytes, std::string content_type) {
    Answer answer;
    answer.status = 200;
    answer.content_type = std::move(content_type);
    answer.shared_body = std::move(bytes);
    return answer;
}

Answer&& Answer::with_header(std::string name, std::string value) && {
    headers.push_back({std::move(name), std::move(value)});
    return std::move(*this);
}

Answer&& Answer::with_etag(std::string_view tag) && {
    return std::move(*this).with_header("ETag", fmt::format("\"{}\"", tag));
}

Answer&& Answer::with_retry_after(Duration wait) && {
    // Whole seconds, rounded up: coming back too early only costs another refusal.
    return std::move(*this).with_header("Retry-After",
                                        std::to_string(std::max<std::int64_t>(1, (wait.ms + 999) / 1000)));
}

Answer&& Answer::with_retry_soon() && {
    thread_local std::minstd_rand random(std::random_device{}());
    return std::move(*this).with_retry_after(seconds(static_cast<int>(1 + random() % 3)));
}

Answer&& Answer::with_location(std::string path) && {
    return std::move(*this).with_header("Location", std::move(path));
}

Answer&& Answer::with_frame_ancestors(std::string origins) && {
    frame_ancestors = std::move(origins);
    return std::move(*this);
}

}  // namespace millrace::http
