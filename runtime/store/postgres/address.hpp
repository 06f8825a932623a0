#pragma once

#include <string>

namespace millrace::store::postgres {

// "postgresql://user@host:port/db" as libpq reads it, with what we want unless it says otherwise: a quick word about a
// dead peer, UTF-8, and of several hosts the one that can be written.
std::string with_defaults(const std::string& url);

// Without user, password and parameters: for messages.
std::string shown(const std::string& url);

}  // namespace millrace::store::postgres
