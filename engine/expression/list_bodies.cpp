#include "engine/expression/bodies.hpp"
#include "engine/expression/numbers.hpp"

namespace millrace::expression::body {

Value list(Call& call) {
    List items;
    for (std::size_t i = 0; i < call.size(); ++i) {
        if (!call.walk(call[i])) {
            return {};
        }
        items.push(call[i]);
    }
    return items;
}

Value has(Call& call) {
    if (call[0].is_map()) {
        return call[1].is_string() && call[0].as_map().find(call[1].as_string()) != nullptr;
    }
    if (call[0].is_list()) {
        for (const Value& item : call[0].as_list()) {
            if (!call.spend_steps(1)) {
                return {};
            }
            if (equal_values(item, call[1])) {
                return true;
            }
        }
    }
    return false;
}

Value keys(Call& call) {
    List names;
    if (call[0].is_map()) {
        for (const auto& [name, value] : call[0].as_map()) {
            if (!call.spend_steps(1) || !call.make(sizeof(Value))) {
                return {};
            }
            names.push(Value(name));
        }
    }
    return names;
}

}  // namespace millrace::expression::body
