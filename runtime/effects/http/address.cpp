#include "runtime/effects/http/address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <arpa/inet.h>

#include <fmt/format.h>

namespace millrace::effects {
namespace {

using Bytes4 = std::array<std::uint8_t, 4>;
using Bytes16 = std::array<std::uint8_t, 16>;

struct Range4 {
    Bytes4 begin;
    int bits;
};
// IANA's special-purpose registry (RFC 6890 and its updates).
constexpr std::array special4 = {
    Range4{{0, 0, 0, 0}, 8},        // "this network"
    Range4{{10, 0, 0, 0}, 8},       // private
    Range4{{100, 64, 0, 0}, 10},    // carrier-grade NAT
    Range4{{127, 0, 0, 0}, 8},      // loopback
    Range4{{169, 254, 0, 0}, 16},   // link-local; clouds keep their credentials there
    Range4{{172, 16, 0, 0}, 12},    // private
    Range4{{192, 0, 0, 0}, 24},     // protocol assignments
    Range4{{192, 0, 2, 0}, 24},     // documentation
    Range4{{192, 88, 99, 0}, 24},   // 6to4 relays
    Range4{{192, 168, 0, 0}, 16},   // private
    Range4{{198, 18, 0, 0}, 15},    // benchmarks
    Range4{{198, 51, 100, 0}, 24},  // documentation
    Range4{{203, 0, 113, 0}, 24},   // documentation
    Range4{{224, 0, 0, 0}, 4},      // multicast
    Range4{{240, 0, 0, 0}, 4},      // reserved, and the broadcast address
};

template <std::size_t N>
bool begins_with(const std::array<std::uint8_t, N>& address, const std::array<std::uint8_t, N>& begin, int bits) {
    for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
        const int mask = bits >= 8 ? 0xff : (0xff << (8 - bits)) & 0xff;
        if ((address[i] & mask) != (begin[i] & mask)) {
            return false;
        }
    }
    return true;
}

bool is_public(const Bytes4& address) {
    return std::none_of(special4.begin(), special4.end(),
                        [&](const Range4& range) { return begins_with(address, range.begin, range.bits); });
}

Bytes4 inner(const Bytes16& address, std::size_t at) {
    return {address[at], address[at + 1], address[at + 2], address[at + 3]};
}

bool is_public(const Bytes16& address) {
    static constexpr Bytes16 mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr Bytes16 nat64 = {0, 0x64, 0xff, 0x9b};
    if (begins_with(address, mapped, 96) || begins_with(address, nat64, 96)) {
        return is_public(inner(address, 12));
    }
    // Only 2000::/3 is given out; everything beside it (loopback, unique local, link-local, multicast) is not public.
    if (!begins_with(address, {0x20}, 3)) {
        return false;
    }
    if (begins_with(address, {0x20, 0x02}, 16)) {
        return is_public(inner(address, 2));  // 6to4
    }
    return !begins_with(address, {0x20, 0x01, 0x00}, 23) &&        // protocol assignments, Teredo
           !begins_with(address, {0x20, 0x01, 0x0d, 0xb8}, 32) &&  // documentation
           !begins_with(address, {0x3f, 0xff}, 20);                // documentation
}

}  // namespace

bool is_public_address(std::string_view address) {
    const std::string text(address);
    Bytes4 four{};
    if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) {
        return is_public(four);
    }
    Bytes16 sixteen{};
    return inet_pton(AF_INET6, text.c_str(), sixteen.data()) == 1 && is_public(sixteen);
}

Status AllowedHosts::add(std::string_view host_and_port) {
    const auto url = parse_url("http://" + std::string(host_and_port) + "/");
    const bool has_port =
        !host_and_port.empty() && host_and_port.find(':', host_and_port.rfind(']') + 1) != std::string_view::npos;
    if (!url || !has_port || url->target != "/") {
        return Error{
            "http.allow",
            fmt::format("expected HOST:PORT, for example crm.local:8080 or [::1]:8080, but got \"{}\"", host_and_port)};
    }
    hosts_.push_back(url->host_and_port());
    return {};
}

bool AllowedHosts::contains(const Url& url) const {
    return std::find(hosts_.begin(), hosts_.end(), url.host_and_port()) != hosts_.end();
}

Result<std::vector<std::string>> permitted(const Url& url, const std::vector<std::string>& addresses,
                                           const AllowedHosts& allowed) {
    if (allowed.contains(url)) {
        return addresses;
    }
    std::vector<std::string> good;
    std::copy_if(addresses.begin(), addresses.end(), std::back_inserter(good), is_public_address);
    if (good.empty()) {
        return Error{"http.blocked",
                     fmt::format("expected {} to lead to the public internet, but it leads to {}; start the server "
                                 "with --allow-http {} to allow it",
                                 url.host, fmt::join(addresses, ", "), url.host_and_port())};
    }
    return good;
}

}  // namespace millrace::effects
