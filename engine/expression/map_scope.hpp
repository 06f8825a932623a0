#pragma once

#include "engine/expression/evaluate.hpp"

namespace millrace::expression {

// A scope over one map from root names to maps of members, by name: for tests, previews and tools. The engine's own
// scopes use slots.
class MapScope final : public Scope {
public:
    MapScope(const Vocabulary& vocabulary, Map roots, Time now) : vocabulary_(vocabulary), roots_(roots), now_(now) {}

    const Value& read(const Reference& reference) override;
    Time now() override { return now_; }

private:
    const Vocabulary& vocabulary_;
    Map roots_;
    Time now_;
};

}  // namespace millrace::expression
