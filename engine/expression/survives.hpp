#pragma once

#include "engine/base/text.hpp"
#include "engine/expression/paths.hpp"
#include "engine/expression/testing.hpp"
#include "engine/expression/type.hpp"

namespace millrace::expression {

// Puts a text through all that is done with one, as an expression and as a template, and asserts what must hold for
// every text. True when it was an expression. Shared by the test with random input and the fuzzer.
inline bool survives(std::string_view source) {
    static const Map roots = testing::things();
    const TypeLookup unknown = [](const Reference&) { return Type::any(); };
    const auto sound = [](const Error& error) { return is_utf8(error.message) && !error.message.empty(); };

    const auto expression = parse(source, testing::words());
    MapScope scope(testing::words(), roots, testing::noon());
    if (expression) {
        const TypeReport report = check_types(*expression, unknown);
        paths(*expression);
        Budget budget;
        const auto value = evaluate(*expression, scope, budget);
        if (value) {
            MILLRACE_ASSERT(report.type.has(value->kind()));
            MILLRACE_ASSERT(is_utf8(json::dump(*value)));
            for (const TypeProblem& problem : report.problems) {
                // A part that is never evaluated may be wrong: `true or 1 + nil`.
                MILLRACE_ASSERT(!problem.message.empty());
            }
        } else {
            MILLRACE_ASSERT(sound(value.error()));
        }
        MILLRACE_ASSERT(parse(expression->source(), testing::words()).ok());
    } else {
        MILLRACE_ASSERT(sound(expression.error()));
    }

    const auto text = parse_template(source, testing::words());
    if (text) {
        const auto result = render(*text, scope);
        MILLRACE_ASSERT(result ? is_utf8(*result) : sound(result.error()));
    } else {
        MILLRACE_ASSERT(sound(text.error()));
    }
    return expression.ok();
}

}  // namespace millrace::expression
