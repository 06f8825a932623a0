#include "api/http/forwarded.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "engine/base/text.hpp"

namespace millrace::http {

std::string plain_address(const std::string& text) {
    char spelt[INET6_ADDRSTRLEN] = {};
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) {
        return inet_ntop(AF_INET, &four, spelt, sizeof spelt);
    }
    if (inet_pton(AF_INET6, text.c_str(), &six) == 1) {
        return inet_ntop(AF_INET6, &six, spelt, sizeof spelt);
    }
    return {};
}

std::string client_address(const std::string& peer, const Headers& headers, const std::vector<std::string>& proxies) {
    const auto is_ours = [&](const std::string& address) {
        return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
    };
    if (!is_ours(peer)) {
        return peer;
    }
    std::string client = peer;
    for (std::size_t i = headers.size(); i-- > 0;) {
        if (!same_name(headers.name(i), "x-forwarded-for")) {
            continue;
        }
        std::string_view list = headers.value(i);
        while (!list.empty()) {
            const std::size_t comma = list.rfind(',');
            const std::size_t from = comma == std::string_view::npos ? 0 : comma + 1;
            const std::string address = plain_address(std::string(trim(list.substr(from))));
            if (address.empty()) {
                return client;  // from here on nothing can be relied on
            }
            client = address;
            if (!is_ours(address)) {
                return client;
            }
            list = list.substr(0, comma == std::string_view::npos ? 0 : comma);
        }
    }
    return client;
}

}  // namespace millrace::http
