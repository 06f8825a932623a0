#include "engine/node/node_type.hpp"

#include <algorithm>

namespace millrace {

std::string_view to_text(OutputKind kind) {
    switch (kind) {
        case OutputKind::ok:
            return "ok";
        case OutputKind::error:
            return "error";
        case OutputKind::timeout:
            return "timeout";
        case OutputKind::event:
            return "event";
    }
    return "ok";
}

const Output* NodeType::output(std::string_view key) const {
    const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const Output& one) { return one.key == key; });
    return found == outputs.end() ? nullptr : &*found;
}

}  // namespace millrace
