#pragma once

#include <string>

#include "engine/base/result.hpp"

namespace millrace::app {

// The whole file; "file.unreadable" names it.
Result<std::string> read_file(const std::string& path);
// Makes it, and the folders above. Refuses to overwrite: "file.exists".
Status write_new_file(const std::string& path, const std::string& text);

}  // namespace millrace::app
