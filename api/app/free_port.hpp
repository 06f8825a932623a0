#pragma once

#include <string>

#include "engine/base/result.hpp"

namespace millrace::app {

// A free port in place of port 0.
Status settle_port(std::string& listen);

}  // namespace millrace::app
