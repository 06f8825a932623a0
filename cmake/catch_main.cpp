#if defined(__SANITIZE_ADDRESS__)
// libpqxx 6 forgets the result of a statement whose connection is lost while it is sent.
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
    return "leak:libpq.so\n";
}
#endif

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
