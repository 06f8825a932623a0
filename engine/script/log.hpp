#pragma once

#include <cstdint>
#include <string_view>

namespace millrace::script {

// What a script says with ctx.log: for the developer, not part of the run.
struct LogLine {
    std::uint64_t org = 0;
    std::uint64_t run = 0;
    std::string_view flow;
    std::string_view node;
    std::string_view text;  // one line, printable, at most 2,000 bytes
};

// Where the lines go; called from whatever thread runs the script. Nobody listens at first.
using LogSink = void (*)(const LogLine& line) noexcept;
void set_log_sink(LogSink sink);

}  // namespace millrace::script
