// This program counts its allocations, to keep a promise of the evaluator: comparing makes nothing. The sanitizers
// bring an allocator of their own, beside which there is no room for another.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <catch2/catch.hpp>

#include <cstdlib>
#include <new>

#include "engine/expression/testing.hpp"

namespace {

thread_local long allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) {
        return memory;
    }
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

using namespace millrace;
using namespace millrace::expression;

TEST_CASE("Comparing, choosing and reading members allocates nothing", "[expression]") {
    MapScope scope(testing::words(), testing::things(), testing::noon());
    for (const char* source :
         {"vars.tries < 3 and channel.kind == 'webchat'", "vars.name == contact.name",
          "vars.order.lines[1].count * 2 + 1 >= vars.tries // 1", "not vars.off and #vars.tags == 2",
          "contact.name or 'there'", "starts_with(contact.name, 'A')", "max(vars.tries, 1, 2, 3) > 0",
          "has(vars.tags, 'vip')", "matches(vars.name, '^%a+$')"}) {
        const auto expression = parse(source, testing::words());
        REQUIRE(expression.ok());
        const long before = allocations;
        const bool ok = test(*expression, scope).ok();
        const long after = allocations;
        INFO(source);
        CHECK(ok);
        CHECK(after - before == 0);
    }
}

#endif
