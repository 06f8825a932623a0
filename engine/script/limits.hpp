#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::script {

// What one call of a script may use. Over any of these the call ends with `script.limit`, its message begins with the
// name of the limit, and the whole Lua state is thrown away.
struct Limits {
    std::int64_t instructions_max = 5'000'000;  // cpu: of the virtual machine, and what library work is worth
    std::int64_t processor_ms_max = 400;        // cpu: see set_stopwatch()
    std::size_t memory_bytes_max = std::size_t{16} << 20;   // memory: alive after a collection
    std::size_t memory_bytes_hard = std::size_t{48} << 20;  // memory: never more, not even for a moment
    std::size_t string_bytes_max = std::size_t{256} << 10;  // memory: of one string
    std::size_t table_keys_max = 16'384;                    // memory: of one table, beside its sequence
    int calls_deep_max = 20'000;                            // depth: functions inside functions
    int library_deep_max = 150;   // depth: callbacks of sort, gsub and pcall inside each other
    int host_calls_max = 10'000;  // calls: of ctx functions that leave a trace
};

constexpr std::size_t source_bytes_max = std::size_t{64} << 10;

// What may leave a script as a value: a variable, an output, the payload of an effect.
constexpr int value_depth_max = 32;
constexpr int value_nodes_max = 10'000;
constexpr std::size_t value_bytes_max = std::size_t{256} << 10;

// A straight script (the `run` form) in one activation.
constexpr int recorded_calls_max = 200;
constexpr std::size_t recorded_bytes_max = std::size_t{64} << 10;

// Nanoseconds of processor time of the calling thread. The engine has no clock; who makes the program lends it one.
// It is asked once in a thousand instructions, and only of calls that last that long. It stops what no count of
// instructions can see (a table whose keys all collide, comparing huge strings), with the same error as the
// instruction budget, which an honest script meets long before. Without one, only counts hold.
using Stopwatch = std::int64_t (*)();
void set_stopwatch(Stopwatch stopwatch);

}  // namespace millrace::script
