#include "api/http/options.hpp"

#include <fmt/format.h>

#include <charconv>

namespace millrace::http {

Result<ListenAddress> parse_listen(std::string_view text) {
    const Error malformed{"listen.malformed",
                          fmt::format("expected HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, but got '{}'", text)};
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return malformed;
    }
    std::string_view host = text.substr(0, colon);
    if (host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return malformed;
    }
    const std::string_view port = text.substr(colon + 1);
    ListenAddress listen{.host = std::string(host), .port = 0};
    const auto read = std::from_chars(port.data(), port.data() + port.size(), listen.port);
    if (port.empty() || read.ec != std::errc() || read.ptr != port.data() + port.size() || host.empty()) {
        return malformed;
    }
    if (listen.host == "localhost") {
        listen.host = "127.0.0.1";
    }
    return listen;
}

}  // namespace millrace::http
