#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "runtime/effects/http/url.hpp"

namespace millrace::effects {

// Whether an address in text form (IPv4 or IPv6, no brackets) belongs to the public internet. Loopback, private,
// link-local, carrier-grade NAT, multicast, reserved and documentation ranges do not, nor do they inside an IPv6
// address that wraps an IPv4 one. What is no address is not public either.
bool is_public_address(std::string_view address);

// The HOST:PORT pairs that --allow-http opens in spite of where they lead. The host is compared as it is written.
class AllowedHosts {
public:
    Status add(std::string_view host_and_port);
    bool contains(const Url& url) const;

private:
    std::vector<std::string> hosts_;
};

// Those addresses that may be called for this URL; "http.blocked" if there is none, naming the flag.
Result<std::vector<std::string>> permitted(const Url& url, const std::vector<std::string>& addresses,
                                           const AllowedHosts& allowed);

}  // namespace millrace::effects
