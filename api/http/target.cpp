#include "api/http/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/base/text.hpp"

namespace millrace::http {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char small = static_cast<char>(c | 0x20);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

enum class Plus { is_plus, is_blank };

std::optional<std::string> decode(std::string_view text, Plus plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
            if (low < 0) {
                return std::nullopt;
            }
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus == Plus::is_blank) {
            c = ' ';
        }
        if (c == '\0') {
            return std::nullopt;
        }
        decoded.push_back(c);
    }
    if (!is_utf8(decoded)) {
        return std::nullopt;
    }
    return decoded;
}

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != '%'; });
}

Result<std::vector<NamedText>> parse_query(std::string_view text) {
    std::vector<NamedText> query;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = decode(pair.substr(0, equals), Plus::is_blank);
        auto value = decode(pair.substr(std::min(equals + 1, pair.size())), Plus::is_blank);
        if (!name || !value) {
            return Error{"http.bad_query",
                         "expected a query of percent-encoded UTF-8 but it has a broken escape, a NUL or other bytes"};
        }
        query.push_back({std::move(*name), std::move(*value)});
    }
    return query;
}

// A proxy sends "http://host/path"; the host is the Host header's business.
std::string_view without_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (target.substr(0, scheme.size()) == scheme) {
            const std::size_t path = target.find_first_of("/?", scheme.size());
            return path == std::string_view::npos ? "/" : target.substr(path);
        }
    }
    return target;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text) {
    auto decoded = decode(text, Plus::is_plus);
    if (!decoded) {
        return Error{"http.bad_path",
                     "expected a path of percent-encoded UTF-8 but it has a broken escape, a NUL or other bytes"};
    }
    return std::move(*decoded);
}

Result<Target> parse_target(std::string_view target) {
    const std::string_view local = without_authority(target);
    const std::size_t question = std::min(local.find('?'), local.size());
    const std::string_view path = local.substr(0, question);
    if (path != "*" && (path.empty() || path.front() != '/' || path.find('#') != std::string_view::npos)) {
        return Error{"http.bad_target", "expected a path that begins with '/' but the request names something else"};
    }
    if (!is_plain(path)) {
        if (auto whole = percent_decode(path); !whole) {
            return whole.error();
        }
    }
    Target parsed;
    parsed.path = std::string(path);
    if (question + 1 < local.size()) {
        auto query = parse_query(local.substr(question + 1));
        if (!query) {
            return query.error();
        }
        parsed.query = std::move(*query);
    }
    return parsed;
}

}  // namespace millrace::http
