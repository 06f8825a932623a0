#include "engine/expression/map_scope.hpp"

namespace millrace::expression {

const Value& MapScope::read(const Reference& reference) {
    const Root& root = vocabulary_.roots[static_cast<std::size_t>(reference.root)];
    const Value* value = &roots_[root.name];
    for (const std::string& name : reference.path) {
        value = &(*value)[name];
    }
    return *value;
}

}  // namespace millrace::expression
