#include <catch2/catch.hpp>

#include "engine/script/escapes/escape.hpp"
#include "engine/script/limits.hpp"

using namespace millrace::script;

TEST_CASE("every attack of the corpus ends in its verdict, and the next script is well") {
    set_stopwatch(processor_ns);
    const std::vector<Escape> escapes = load_escapes(MILLRACE_ESCAPES);
    REQUIRE(escapes.size() >= 80);
    for (const Escape& escape : escapes) {
        const std::string seen = run_escape(escape);
        INFO(escape.name);
        INFO("expected " << escape.verdict);
        INFO("but seen " << seen.substr(0, 500));
        CHECK(holds(escape, seen));
    }
}
