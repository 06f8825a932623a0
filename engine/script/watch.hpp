#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace millrace::script {

// What scripts do on this thread while it lives, for those who try one out. One at a time.
class Watch {
public:
    Watch();
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    static constexpr std::size_t logs_max = 200;
    std::vector<std::string> logs;  // of ctx.log, which go nowhere else; the first ones
    std::int64_t instructions = 0;  // spent, as the budget counts them: by the thousand, and what library work is worth

    // Null when nobody watches.
    static Watch* on_this_thread();
};

}  // namespace millrace::script
