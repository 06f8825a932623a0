#pragma once

#include "engine/node/node_type.hpp"
#include "engine/script/chunk.hpp"

namespace millrace::script {

// Which functions a node type's file returned.
struct Entrances {
    bool enter = false;
    bool resume = false;
    bool run = false;
};

// What a node type written in Lua does: its file runs, and its function answers.
std::shared_ptr<const NodeBehavior> behavior_of(ChunkPtr chunk, std::vector<Output> outputs, Entrances entrances);

}  // namespace millrace::script
