#include "engine/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace millrace {

// Plain stdio: whatever broke may have been the allocator or the log.
void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: expected %s, which does not hold\n", file, line, expression);
    std::fflush(stderr);
    std::abort();
}

}  // namespace millrace
