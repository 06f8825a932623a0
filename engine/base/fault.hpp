#pragma once

#include <string_view>

#if defined(MILLRACE_PLANTED_FAULTS)
#include <atomic>
#include <charconv>
#include <csignal>
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

// Places at which a process can be made to die as it would of a power cut, chosen by the program as name or name:nth.
struct FailPoint {
    std::string name;
    std::atomic<long> left{0};
};
inline FailPoint fail_at;
inline void choose_fail_point(std::string_view text) {
    const std::size_t colon = text.find(':');
    long nth = 1;
    if (colon != std::string_view::npos) {
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), nth);
    }
    fail_at.name = text.substr(0, colon);
    fail_at.left = nth;
}
inline void fail_point(std::string_view name) {
    if (name == fail_at.name && fail_at.left.fetch_sub(1) == 1) {
        std::raise(SIGKILL);
    }
}
#else
constexpr bool fault(std::string_view) {
    return false;
}
constexpr void fail_point(std::string_view) {}
#endif

}  // namespace millrace
