#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"

namespace millrace::effects {

// The addresses of a host name, in text form; "http.dns" when there is none. May block.
using Resolve = std::function<Result<std::vector<std::string>>(const std::string& host)>;

// Asks as the system is configured to: /etc/hosts, DNS.
Result<std::vector<std::string>> resolve_with_system(const std::string& host);

}  // namespace millrace::effects
