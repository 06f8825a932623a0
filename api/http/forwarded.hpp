#pragma once

#include <string>
#include <vector>

#include "api/http/headers.hpp"

namespace millrace::http {

// Whom a request comes from, when it may have come through proxies of ours. The last address in X-Forwarded-For that is
// no such proxy's was written by one that is, so nobody can claim to be somebody else; what stands before it is
// hearsay. A peer that is not one of them is taken for what it is, whatever it says.
std::string client_address(const std::string& peer, const Headers& headers, const std::vector<std::string>& proxies);

// An IPv4 or IPv6 address as the system would spell it; empty when it is none.
std::string plain_address(const std::string& text);

}  // namespace millrace::http
