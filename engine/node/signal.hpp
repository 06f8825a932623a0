#pragma once

#include <optional>
#include <string_view>

#include "engine/value/fields.hpp"
#include "engine/value/value.hpp"

namespace millrace {

// What woke a waiting node. A C++ signal type is a described struct with a `static constexpr std::string_view name`.
struct Signal {
    String name;
    Value payload;

    bool is(std::string_view other) const { return name.view() == other; }
    // The time given with until() has come.
    bool is_timer() const { return is("timer.fired"); }

    // The payload as S, if this is an S.
    template <class S>
    std::optional<S> as() const {
        if (name.view() != S::name) {
            return std::nullopt;
        }
        return from_value<S>(payload);
    }
};

}  // namespace millrace
