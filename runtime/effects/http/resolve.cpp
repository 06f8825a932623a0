#include "runtime/effects/http/resolve.hpp"

#include <memory>

#include <netdb.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace millrace::effects {

Result<std::vector<std::string>> resolve_with_system(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int failed = getaddrinfo(host.c_str(), nullptr, &hints, &found); failed != 0) {
        return Error{"http.dns", fmt::format("expected {} to have an address, but: {}", host, gai_strerror(failed))};
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> freed(found, freeaddrinfo);
    std::vector<std::string> addresses;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        char text[NI_MAXHOST];
        if (getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0) {
            addresses.emplace_back(text);
        }
    }
    if (addresses.empty()) {
        return Error{"http.dns", fmt::format("expected {} to have an address, but it has none", host)};
    }
    return addresses;
}

}  // namespace millrace::effects
