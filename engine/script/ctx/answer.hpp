#pragma once

#include "engine/node/node_type.hpp"
#include "engine/script/ctx/call.hpp"

namespace millrace::script {

// What the node's script must answer to.
struct Expected {
    const std::vector<Output>* outputs = nullptr;  // null: whatever is wired
};

// The step that the value on the top of the stack stands for, with the variables that changed.
Step read_answer(lua_State* lua, Call& call);

// The call's outcome as the engine takes it: `error` is what State::run gave.
Step settle(Call& call, Step step, const std::optional<Error>& error, const Expected& expected);

}  // namespace millrace::script
