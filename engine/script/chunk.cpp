#include "engine/script/chunk.hpp"

#include <atomic>

#include <fmt/format.h>

#include "engine/script/faults.hpp"
#include "engine/script/limits.hpp"
#include "engine/script/sandbox/arena.hpp"
#include "engine/script/sandbox/error_text.hpp"
#include "engine/script/sandbox/load.hpp"
#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {
namespace {

// On the script's first line, so that line numbers stay true.
constexpr std::string_view body_prologue = "local ctx = ...;";

struct Pieces {
    std::string_view pieces[2];
    int at = 0;
};

const char* next_piece(lua_State*, void* data, std::size_t* size) {
    auto& pieces = *static_cast<Pieces*>(data);
    while (pieces.at < 2) {
        const std::string_view piece = pieces.pieces[pieces.at++];
        if (!piece.empty()) {
            *size = piece.size();
            return piece.data();
        }
    }
    *size = 0;
    return nullptr;
}

// The same, one letter at a time: what was asked for is what was read.
struct Letters {
    std::string_view prologue;
    std::string_view source;
    bool begun = false;
    std::size_t at = 0;  // one more than there are when the end was seen
};

const char* next_letter(lua_State*, void* data, std::size_t* size) {
    auto& letters = *static_cast<Letters*>(data);
    if (!letters.begun && !letters.prologue.empty()) {
        letters.begun = true;
        *size = letters.prologue.size();
        return letters.prologue.data();
    }
    if (letters.at >= letters.source.size()) {
        letters.at = letters.source.size() + 1;
        *size = 0;
        return nullptr;
    }
    *size = 1;
    return letters.source.data() + letters.at++;
}

void* allocate(void* arena, void* block, std::size_t old_size, std::size_t new_size) {
    return static_cast<Arena*>(arena)->resize(block, old_size, new_size);
}

}  // namespace

int load(lua_State* lua, const Chunk& chunk) {
    Pieces pieces{{chunk.shape() == Chunk::Shape::body ? body_prologue : std::string_view(), chunk.source()}};
    return lua_load(lua, next_piece, &pieces, "=script", left_out("text_only") ? "bt" : "t");
}

std::size_t Chunk::read_until_error(std::string_view source, Shape shape) {
    const Limits limits;
    Arena arena(limits);
    arena.soft_cap = limits.memory_bytes_hard;
    lua_State* const lua = lua_newstate(allocate, &arena);
    if (lua == nullptr) {
        return source.size();
    }
    Letters letters{shape == Shape::body ? body_prologue : std::string_view(), source};
    if (lua_load(lua, next_letter, &letters, "=script", "t") == LUA_OK || letters.at > source.size()) {
        return source.size();
    }
    return letters.at == 0 ? 0 : letters.at - 1;  // it looks one letter ahead
}

Result<ChunkPtr> Chunk::compile(std::string source, Shape shape) {
    if (source.size() > source_bytes_max && !left_out("source_limit")) {
        return Error{"script.limit", fmt::format("source: expected at most {} KiB but there are {} bytes",
                                                 source_bytes_max >> 10, source.size())};
    }
    auto facts = scan(source);
    if (!facts) {
        return facts.error();
    }
    static std::atomic<std::uint64_t> made{0};
    std::shared_ptr<Chunk> chunk(new Chunk);
    chunk->source_ = std::move(source);
    chunk->facts_ = std::move(*facts);
    chunk->shape_ = shape;
    chunk->id_ = ++made;

    // A bare state of its own, thrown away after: nothing can come of what a compiler is fed.
    const Limits limits;
    Arena arena(limits);
    arena.soft_cap = limits.memory_bytes_hard;
    lua_State* const lua = lua_newstate(allocate, &arena);
    if (lua == nullptr) {
        return Error{"script.limit", "memory: there is none left to compile a script"};
    }
    const int status = load(lua, *chunk);
    if (status == LUA_ERRMEM) {
        return Error{"script.limit",
                     fmt::format("memory: expected a script that compiles in {} MiB", limits.memory_bytes_hard >> 20)};
    }
    if (status != LUA_OK) {
        const ErrorText text = describe_error(lua, -1);
        return Error{"script.invalid", fmt::format("line {}: {}", text.line, text.text)};
    }
    return ChunkPtr(std::move(chunk));
}

}  // namespace millrace::script
