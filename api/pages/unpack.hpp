#pragma once

#include <string>
#include <string_view>

namespace millrace::pages {

// What gzip packed; the whole of it, for the few who do not take it packed.
std::string unpacked(std::string_view packed);

}  // namespace millrace::pages
