#pragma once

#include <string_view>

#if defined(MILLRACE_PLANTED_FAULTS)
#include <string>

#include "engine/base/time.hpp"
#endif

namespace millrace {

// Mistakes that are planted in the engine, so that the programs which look for such mistakes can prove that they find
// them. Only a build made for that has them, and a program switches one on by name.
#if defined(MILLRACE_PLANTED_FAULTS)
inline std::string planted_fault;
inline Time (*fault_clock)() = nullptr;  // the machine's, lent by the program: the engine has none
inline bool fault(std::string_view name) {
    return planted_fault == name;
}
#else
constexpr bool fault(std::string_view) {
    return false;
}
#endif

}  // namespace millrace
