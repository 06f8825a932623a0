#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/script/scan.hpp"

namespace millrace::script {

class Chunk;
using ChunkPtr = std::shared_ptr<const Chunk>;

// How Lua names a script in its messages: "script:12: …".
constexpr std::string_view chunk_name = "script";

// A script that passed the gate and Lua's compiler. Immutable, shared by all threads; each Lua state compiles it once
// more for itself when it first runs it.
class Chunk {
public:
    enum class Shape : std::uint8_t {
        file,  // returns a table: a node type
        body,  // an inline script: `ctx` is in scope
    };

    // Errors: script.limit (source), script.invalid with the line.
    static Result<ChunkPtr> compile(std::string source, Shape shape = Shape::file);

    // How many bytes of a source Lua's compiler had read when it stopped at an error: up to the end of the token that
    // it speaks of. All of them, if there is none.
    static std::size_t read_until_error(std::string_view source, Shape shape);

    const std::string& source() const { return source_; }
    const SourceFacts& facts() const { return facts_; }
    Shape shape() const { return shape_; }
    // Distinct for every chunk that this program ever made.
    std::uint64_t id() const { return id_; }

private:
    Chunk() = default;

    std::string source_;
    SourceFacts facts_;
    Shape shape_ = Shape::file;
    std::uint64_t id_ = 0;
};

}  // namespace millrace::script
