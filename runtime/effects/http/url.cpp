#include "runtime/effects/http/url.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace millrace::effects {
namespace {

constexpr std::size_t url_bytes_max = 8192;

Error wrong(std::string message) {
    return {"http.url", std::move(message)};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

// Four numbers of at most three digits, none with a leading zero: "010.0.0.1" means two things to two readers.
bool is_ipv4(std::string_view host) {
    int parts = 0;
    while (true) {
        const std::size_t dot = std::min(host.find('.'), host.size());
        const std::string_view part = host.substr(0, dot);
        int number = 0;
        if (part.empty() || part.size() > 3 || (part.size() > 1 && part[0] == '0') ||
            !std::all_of(part.begin(), part.end(), is_digit) || !read_number(part, number) || number > 255) {
            return false;
        }
        ++parts;
        if (dot == host.size()) {
            return parts == 4;
        }
        host.remove_prefix(dot + 1);
    }
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

// Names whose last label is a number are old spellings of addresses ("127.1", "0x7f.1"): an address or nothing.
bool ends_in_number(std::string_view host) {
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return std::all_of(last.begin(), last.end(), is_digit) ||
           (last.size() >= 2 && last[0] == '0' && last[1] == 'x' && std::all_of(last.begin() + 2, last.end(), is_hex));
}

bool is_name(std::string_view host) {
    if (host.empty() || host.size() > 253 || ends_in_number(host)) {
        return false;
    }
    while (true) {
        const std::size_t dot = std::min(host.find('.'), host.size());
        if (!is_label(host.substr(0, dot))) {
            return false;
        }
        if (dot == host.size()) {
            return true;
        }
        host.remove_prefix(dot + 1);
    }
}

// Only its letters: whether it is an address at all is seen when it is read as one.
bool may_be_ipv6(std::string_view host) {
    return host.find(':') != std::string_view::npos && host.size() <= 45 &&
           std::all_of(host.begin(), host.end(), [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

bool is_visible(char c) {
    return c > ' ' && c < 0x7f;
}

std::string without_dot_segments(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(0, slash);
        path.remove_prefix(slash);
        if (segment == "/..") {
            out.erase(std::min(out.rfind('/'), out.size()));
            out += path.empty() ? "/" : "";
        } else if (segment == "/.") {
            out += path.empty() ? "/" : "";
        } else {
            out += segment;
        }
    }
    return out.empty() ? "/" : out;
}

}  // namespace

std::string Url::authority() const {
    const std::string shown = host_is_ipv6() ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? shown : fmt::format("{}:{}", shown, port);
}

std::string Url::origin() const {
    return (secure ? "https://" : "http://") + authority();
}

std::string Url::host_and_port() const {
    return host_is_ipv6() ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

Result<Url> parse_url(std::string_view text) {
    if (text.size() > url_bytes_max) {
        return wrong(fmt::format("expected a URL of at most {} bytes, but it has {}", url_bytes_max, text.size()));
    }
    if (!std::all_of(text.begin(), text.end(), is_visible) || text.find('\\') != std::string_view::npos) {
        return wrong(
            "expected a URL of visible ASCII characters, but there is a blank, a backslash or another character that "
            "must be percent-encoded");
    }
    const std::size_t colon = text.find("://");
    const std::string scheme = lower(text.substr(0, std::min(colon, text.size())));
    if (colon == std::string_view::npos || (scheme != "http" && scheme != "https")) {
        return wrong("expected a URL that begins with http:// or https://, but it does not");
    }
    Url url;
    url.secure = scheme == "https";
    url.port = url.secure ? 443 : 80;

    std::string_view rest = text.substr(colon + 3);
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view authority = rest.substr(0, end);
    rest.remove_prefix(end);
    if (authority.find('@') != std::string_view::npos) {
        return wrong("expected a URL without a user name, but there is an @: credentials belong in a header");
    }

    std::string_view port;
    bool has_port = false;
    if (!authority.empty() && authority.front() == '[') {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos) {
            return wrong("expected a ] after the address, but there is none");
        }
        url.host = lower(authority.substr(1, close - 1));
        authority.remove_prefix(close + 1);
        has_port = !authority.empty();
        if (!may_be_ipv6(url.host) || (has_port && authority.front() != ':')) {
            return wrong("expected an IPv6 address in [ ], but it is none");
        }
        port = authority.substr(std::min<std::size_t>(1, authority.size()));
    } else {
        const std::size_t at = std::min(authority.find(':'), authority.size());
        url.host = lower(authority.substr(0, at));
        has_port = at < authority.size();
        port = authority.substr(std::min(at + 1, authority.size()));
        if (!is_ipv4(url.host) && !is_name(url.host)) {
            return wrong("expected a host name or address, but \"" + url.host + "\" is none");
        }
    }
    if (has_port && (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit) ||
                     !read_number(port, url.port) || url.port == 0)) {
        return wrong("expected a port from 1 to 65535, but it is \"" + std::string(port) + "\"");
    }

    url.target = rest.substr(0, std::min(rest.find('#'), rest.size()));
    if (url.target.empty() || url.target.front() != '/') {
        url.target.insert(0, "/");
    }
    return url;
}

Result<Url> resolve_url(const Url& base, std::string_view reference) {
    reference = reference.substr(0, reference.find('#'));
    const std::size_t colon = reference.find_first_of(":/?");
    if (colon != std::string_view::npos && reference[colon] == ':') {
        return parse_url(reference);
    }
    if (reference.substr(0, 2) == "//") {
        return parse_url((base.secure ? "https:" : "http:") + std::string(reference));
    }
    const std::string_view base_path = std::string_view(base.target).substr(0, base.target.find('?'));
    if (reference.empty()) {
        return base;
    }
    if (reference.front() == '?') {
        return parse_url(base.origin() + std::string(base_path) + std::string(reference));
    }
    const std::size_t query = std::min(reference.find('?'), reference.size());
    std::string path(reference.substr(0, query));
    if (path.front() != '/') {
        path = std::string(base_path.substr(0, base_path.rfind('/') + 1)) + path;
    }
    return parse_url(base.origin() + without_dot_segments(path) + std::string(reference.substr(query)));
}

}  // namespace millrace::effects
