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

// What a node type written in Lua does: its chunk is run anew for each call, and its function answers.
std::shared_ptr<const NodeBehavior> behavior_of(ChunkPtr chunk, std::vector<Output> outputs, Entrances entrances);

}  // namespace millrace::script
