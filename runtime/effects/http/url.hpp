#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace millrace::effects {

// An http or https URL in parts. The parser is strict, because what two parsers read differently is how requests get
// where they must not: no user names, no unencoded blanks, no odd spellings of an address.
struct Url {
    bool secure = false;
    std::string host;  // lower case; an IPv6 address without its brackets
    std::uint16_t port = 80;
    std::string target;  // path and query, never empty; the fragment is dropped

    bool host_is_ipv6() const { return host.find(':') != std::string::npos; }
    // "https://crm.example:8443"; without the port if it is the scheme's own. What breakers, order and messages go by.
    std::string origin() const;
    // As in the Host header.
    std::string authority() const;
    // As in --allow-http: "crm.example:443", "[::1]:8080".
    std::string host_and_port() const;

    friend bool operator==(const Url&, const Url&) = default;
};

Result<Url> parse_url(std::string_view text);  // "http.url" says what was expected

// What a Location header means, seen from the URL that answered (RFC 3986, section 5).
Result<Url> resolve_url(const Url& base, std::string_view reference);

}  // namespace millrace::effects
