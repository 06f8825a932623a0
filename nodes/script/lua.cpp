// A few lines of Lua where drawing ends.

#include "engine/node/node_type.hpp"
#include "engine/script/node.hpp"

namespace millrace::nodes {

NodeType script_lua() {
    return script::inline_script();
}

}  // namespace millrace::nodes
