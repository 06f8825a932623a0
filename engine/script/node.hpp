#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/node/node_type.hpp"
#include "engine/script/chunk.hpp"

namespace millrace::script {

// A node type read from a Lua file. Every problem at once, with pointers into the returned table ("/settings/0/kind");
// the type is whole only when there are none. Codes: script.invalid, script.limit, script.failed (the file itself did
// not run), and node_type.* (what it returned is no node type): missing, invalid, unknown, duplicate.
struct NodeFile {
    NodeType type;
    std::vector<Error> problems;

    bool ok() const { return problems.empty(); }
};
NodeFile load_node_type(std::string source);

// `script.lua`: its code is in its settings, its outputs are the keys of its `next`.
NodeType inline_script();

// Runs a chunk once, in the state of an org, and gives what it returns. `context` is what ctx works on; without one
// there is no ctx. For tests and tools.
Result<Value> evaluate(const Chunk& chunk, std::uint64_t org, const NodeContext* context = nullptr);

}  // namespace millrace::script
