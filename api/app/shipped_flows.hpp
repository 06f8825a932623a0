#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "api/operations/services.hpp"

namespace millrace::app {

// The flows of flows/ and their tests, inside the program.
struct EmbeddedFile {
    std::string_view name;
    std::string_view digest;
    std::string_view bytes;
};
extern const EmbeddedFile embedded_files[];
extern const std::size_t embedded_files_count;

// By key, each with its tests: what the demo publishes, and what others may begin with.
std::vector<api::ShippedFlow> shipped_flows();

}  // namespace millrace::app
