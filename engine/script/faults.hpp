#pragma once

#include <string_view>

#if defined(MILLRACE_PLANTED_FAULTS)
#include <set>
#include <string>
#endif

namespace millrace::script {

// The bricks of the wall that a program leaves out, one at a time, to prove that an attack then gets through. Only a
// build made for that can leave one out.
constexpr std::string_view bricks[] = {
    "hook",              // the count of instructions
    "stopwatch",         // processor time, for what instructions cannot show
    "pcall",             // that cannot keep a limit
    "depth",             // of calls
    "library_depth",     // of callbacks
    "memory_cap",        // of all
    "string_cap",        // of one text
    "table_cap",         // of the hash part of one table
    "source_limit",      // 64 KiB
    "text_only",         // no compiled chunks
    "gate",              // no <close>, no <const>, no _ENV
    "nesting",           // of the source
    "allowlist",         // nothing of the stock libraries
    "libraries_locked",  // nothing of ours can be replaced, not even what texts answer to
    "environment",       // a fresh one for each call
    "resting",           // functions that are called again find their locals as the file left them
    "patterns",          // steps of matching are paid for
    "rep",               // and what string.rep does
    "table_work",        // and what table.* moves
    "addresses",         // never shown
    "ordered_pairs",     // the same order always
    "error_text",        // printable
    "output_limits",     // of what leaves a script
    "host_calls",        // how many
};

#if defined(MILLRACE_PLANTED_FAULTS)
inline std::set<std::string, std::less<>> faults;
inline bool left_out(std::string_view brick) {
    return !faults.empty() && faults.count(brick) != 0;
}
#else
constexpr bool left_out(std::string_view) {
    return false;
}
#endif

}  // namespace millrace::script
