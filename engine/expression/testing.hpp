#pragma once

// What the tests of this folder share: a vocabulary, a scope full of things, and values as text.

#include <string>
#include <string_view>

#include "engine/expression/map_scope.hpp"
#include "engine/expression/template.hpp"
#include "engine/value/json.hpp"

namespace millrace::expression::testing {

inline const Vocabulary& words() {
    static const Vocabulary vocabulary{{
        {"vars", 1, true},
        {"contact", 1},
        {"channel", 0},
        {"event", 0},
        {"node", 2},
    }};
    return vocabulary;
}

inline Time noon() {
    return *parse_time("2026-01-05T12:00:00Z");
}

inline Map things() {
    return json::parse(R"({
        "vars":    {"tries": 2, "name": "Ana", "ratio": 0.5, "on": true, "off": false, "tags": ["vip", "new"],
                    "order": {"id": 17, "lines": [{"sku": "a", "count": 3}]}, "first name": "Ana María",
                    "empty": [], "long": ""},
        "contact": {"name": "Ana", "city": "Zürich"},
        "channel": {"kind": "webchat"},
        "event":   {"text": "  Hello  ", "items": [10, 20, 30]},
        "node":    {"lookup": {"total": 99, "status": "paid"}}
    })")
        ->as_map();
}

// The answer as JSON, with inf and nan as Lua writes them, or "error: " and the message.
inline std::string answer(std::string_view source, const Map& roots = things()) {
    const auto expression = parse(source, words());
    if (!expression) {
        return "error: " + expression.error().message;
    }
    MapScope scope(words(), roots, noon());
    const auto value = evaluate(*expression, scope);
    if (!value) {
        return "error: " + value.error().message;
    }
    std::string text;
    if (value->is_number()) {
        append_text(*value, text);
        return text;
    }
    return json::dump(*value);
}

inline std::string rendered(std::string_view source, const Map& roots = things()) {
    const auto text = parse_template(source, words());
    if (!text) {
        return "error: " + text.error().message;
    }
    MapScope scope(words(), roots, noon());
    const auto result = render(*text, scope);
    return result ? result->str() : "error: " + result.error().message;
}

}  // namespace millrace::expression::testing
