#pragma once

namespace millrace {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace millrace

// For what cannot happen. Always on: a broken invariant must not go on writing to the store.
#define MILLRACE_ASSERT(expression) \
    (static_cast<bool>(expression) ? void(0) : ::millrace::assertion_failed(#expression, __FILE__, __LINE__))
