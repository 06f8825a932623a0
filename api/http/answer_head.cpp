#include "api/http/answer_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "api/http/headers.hpp"
#include "api/http/problem.hpp"
#include "engine/base/text.hpp"

namespace millrace::http {
namespace {

// "Mon, 05 Jan 2026 09:00:00 GMT", made once a second.
std::string_view date() {
    thread_local std::time_t made_at = 0;
    thread_local std::string made;
    const std::time_t now = std::time(nullptr);
    if (now != made_at) {
        constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::tm utc{};
        gmtime_r(&now, &utc);
        made = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                           utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
        made_at = now;
    }
    return made;
}

// A value that came from outside must not begin a header of its own.
void append_value(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (static_cast<unsigned char>(c) >= ' ' && c != 0x7f) {
            out.push_back(c);
        }
    }
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    append_value(out, value);
    out.append("\r\n");
}

std::string_view find(const Answer& answer, std::string_view name) {
    for (const NamedText& header : answer.headers) {
        if (same_name(header.name, name)) {
            return header.value;
        }
    }
    return {};
}

// RFC 9110, 13.1.2: a list, compared weakly.
bool names_tag(std::string_view list, std::string_view tag) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view each = trim(list.substr(0, comma));
        if (each.substr(0, 2) == "W/") {
            each.remove_prefix(2);
        }
        if (each == tag || each == "*") {
            return true;
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

}  // namespace

int status_of(const Answer& answer, const Asked& asked) {
    if (answer.status != 200 || asked.if_none_match.empty() ||
        (asked.method != Method::get && asked.method != Method::head)) {
        return answer.status;
    }
    const std::string_view tag = find(answer, "etag");
    return !tag.empty() && names_tag(asked.if_none_match, tag) ? 304 : 200;
}

bool write_head(const Answer& answer, const Asked& asked, std::string& out) {
    const int status = status_of(answer, asked);
    const bool bodiless = status == 204 || status == 304;

    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\n", status, title_of(status), date());
    if (!bodiless) {
        if (!answer.content_type.empty()) {
            append_header(out, "Content-Type", answer.content_type);
        }
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", answer.bytes().size());
    }
    if (!asked.keep_alive) {
        out.append("Connection: close\r\n");
    } else if (asked.old_protocol) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
    if (answer.frame_ancestors.empty()) {
        out.append("X-Frame-Options: DENY\r\n");
    } else {
        append_header(out, "Content-Security-Policy", "frame-ancestors " + answer.frame_ancestors);
    }
    if (find(answer, "cache-control").empty()) {
        out.append(find(answer, "etag").empty() ? "Cache-Control: no-store\r\n" : "Cache-Control: no-cache\r\n");
    }
    if (!asked.allowed_origin.empty()) {
        append_header(out, "Access-Control-Allow-Origin", asked.allowed_origin);
        out.append("Access-Control-Expose-Headers: ETag, Location, Retry-After\r\nVary: Origin\r\n");
    }
    for (const NamedText& header : answer.headers) {
        append_header(out, header.name, header.value);
    }
    out.append("\r\n");
    return !bodiless && asked.method != Method::head;
}

}  // namespace millrace::http
