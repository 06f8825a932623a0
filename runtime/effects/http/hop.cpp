#include "runtime/effects/http/hop.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

namespace millrace::effects {
namespace {

constexpr std::size_t header_bytes_max = 16 * 1024;
constexpr std::size_t body_bytes_max = std::size_t{1} << 20;

bool same_name(std::string_view a, std::string_view b) {
    return find_header({{std::string(a), ""}}, b) != nullptr;
}
bool is_any_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return same_name(name, each); });
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

// Text of any language, but no control characters: a line break would begin a header of its own.
bool is_header_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f); });
}

// These say where a message ends and who it is for: the client writes them.
bool frames_the_message(std::string_view name) {
    return is_any_of(name, {"Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE",
                            "Trailer", "Expect"}) ||
           same_name(name.substr(0, 6), "Proxy-");
}

Status check_headers(const Headers& headers) {
    std::size_t bytes = 0;
    for (const auto& header : headers) {
        bytes += header.first.size() + header.second.size() + 4;
        if (!is_token(header.first)) {
            return Error{"http.header", "expected a header's name of letters, digits and dashes, but it has others"};
        }
        if (frames_the_message(header.first)) {
            return Error{"http.header", fmt::format("expected headers that a request may choose, but {} is written by "
                                                    "the client itself",
                                                    header.first)};
        }
        if (!is_header_value(header.second)) {
            return Error{"http.header",
                         fmt::format("expected one line of text in header {}, but it has a line break or another "
                                     "control character",
                                     header.first)};
        }
    }
    if (bytes > header_bytes_max) {
        return Error{"http.header",
                     fmt::format("expected at most {} bytes of headers, but there are {}", header_bytes_max, bytes)};
    }
    return {};
}

}  // namespace

Result<Hop> first_hop(const HttpRequest& request) {
    const std::initializer_list<std::string_view> methods = {"GET",   "HEAD",   "POST",   "PUT",
                                                             "PATCH", "DELETE", "OPTIONS"};
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
        return Error{"http.method", fmt::format("expected one of {}, but the method is \"{}\"",
                                                fmt::join(methods, ", "), request.method.substr(0, 40))};
    }
    if (const Status good = check_headers(request.headers); !good) {
        return good.error();
    }
    if (request.body.size() > body_bytes_max) {
        return Error{"http.body", fmt::format("expected a body of at most {} bytes, but it has {}", body_bytes_max,
                                              request.body.size())};
    }
    auto url = parse_url(request.url);
    if (!url) {
        return url.error();
    }
    return Hop{request.method, std::move(*url), request.headers, request.body};
}

bool is_redirect(const HttpReply& reply) {
    const bool redirects =
        reply.status == 301 || reply.status == 302 || reply.status == 303 || reply.status == 307 || reply.status == 308;
    return redirects && find_header(reply.headers, "Location") != nullptr;
}

Result<Hop> next_hop(const Hop& hop, const HttpReply& redirect) {
    auto url = resolve_url(hop.url, *find_header(redirect.headers, "Location"));
    if (!url) {
        return Error{"http.redirect", fmt::format("expected {} to redirect to a URL, but its Location is none: {}",
                                                  hop.url.origin(), url.error().message)};
    }
    if (hop.url.secure && !url->secure) {
        return Error{"http.redirect", fmt::format("expected {} to redirect to an https URL, but it leads to {}",
                                                  hop.url.origin(), url->origin())};
    }
    Hop next{hop.method, std::move(*url), hop.headers, hop.body};
    const bool becomes_get = (redirect.status == 303 && hop.method != "HEAD") ||
                             ((redirect.status == 301 || redirect.status == 302) && hop.method == "POST");
    if (becomes_get) {
        next.method = "GET";
        next.body.clear();
    }
    const bool other_origin = next.url.origin() != hop.url.origin();
    const auto stays_behind = [&](const auto& header) {
        return (becomes_get && same_name(header.first.substr(0, 8), "Content-")) ||
               (other_origin && !is_any_of(header.first, {"Accept", "Accept-Language", "Content-Type", "User-Agent",
                                                          "Idempotency-Key"}));
    };
    next.headers.erase(std::remove_if(next.headers.begin(), next.headers.end(), stays_behind), next.headers.end());
    return next;
}

}  // namespace millrace::effects
