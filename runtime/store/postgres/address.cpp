#include "runtime/store/postgres/address.hpp"

#include <string_view>
#include <utility>

namespace millrace::store::postgres {

std::string with_defaults(const std::string& url) {
    constexpr std::pair<std::string_view, std::string_view> defaults[] = {
        {"connect_timeout", "5"},    {"keepalives_idle", "5"},         {"keepalives_interval", "2"},
        {"keepalives_count", "3"},   {"tcp_user_timeout", "10000"},    {"target_session_attrs", "read-write"},
        {"client_encoding", "UTF8"}, {"application_name", "millrace"},
    };
    std::string full = url;
    for (const auto& [name, value] : defaults) {
        if (url.find(std::string(name) + '=') == std::string::npos) {
            full += full.find('?') == std::string::npos ? '?' : '&';
            full += std::string(name) + '=' + std::string(value);
        }
    }
    return full;
}

std::string shown(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos) {
        return "postgresql";
    }
    auto rest = url.substr(scheme + 3);
    rest = rest.substr(0, rest.find('?'));
    const auto at = rest.rfind('@');
    return url.substr(0, scheme + 3) + (at == std::string::npos ? rest : rest.substr(at + 1));
}

}  // namespace millrace::store::postgres
