#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/script/limits.hpp"
#include "engine/script/sandbox/arena.hpp"
#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {

class Chunk;
class Call;

enum class Limit : std::uint8_t { none, cpu, memory, depth, calls };

// The functions that a node type's file may return.
enum class Entrance : std::uint8_t { enter, resume, run };

// Places of our own in Lua's registry, where no script can look.
enum Slot : lua_Integer {
    slot_environment_metatable = 10,  // of the fresh _ENV of each call: reads fall through to the allow-list
    slot_list_metatable,              // marks a table as a list, also when it is empty
    slot_ctx,                         // the one ctx object
    slot_vars_metatable,
    slot_vars,                    // this call's ctx.vars, once it is touched
    slot_node_metatable,          // ctx.node
    slot_node_outputs_metatable,  // ctx.node.lookup
    slot_members,                 // what ctx has worked out in this call, by name: vars, contact, …
    slot_functions,               // from here on: compiled chunks, and functions at rest
};

// One lua_State with its memory, its budget and everything a call needs. Belongs to one thread and one org. Nothing
// that a call leaves behind can be reached by the next: each runs in a fresh _ENV, its chunk anew or a function that
// keeps nothing (resting.hpp), and all they share is locked. After a limit the state is not touched again: whoever
// holds it drops it.
class State {
public:
    explicit State(const Limits& limits);
    ~State() = default;  // the arena goes; lua_close would run Lua's code once more for nothing
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    static State& of(lua_State* lua) { return **static_cast<State**>(lua_getextraspace(lua)); }
    lua_State* lua() const { return lua_; }
    const Limits& limits() const { return limits_; }

    // Runs the body protected and with a fresh budget; what it throws past Lua (MissingAnswer) is thrown on. The
    // error is script.limit or script.failed.
    using Body = void (*)(lua_State* lua, void* argument);
    std::optional<Error> run(Body body, void* argument);

    // Pushes the compiled function of a chunk, with a fresh _ENV. Inside run() only.
    void push_function(const Chunk& chunk);
    // Pushes a function of the table that a file returns, with a fresh _ENV. Runs the file, unless the function has
    // been at rest since its last call. Inside run() only.
    void push_function(const Chunk& file, Entrance entrance);

    // Takes work from the budget; over it, stops the call.
    void charge(std::int64_t units) {
        fuel_ -= units;
        if (fuel_ < look_at_) {
            look_at_budget();
        }
    }
    // Ends the call. No pcall can keep it: not this one, nor anything that runs after it.
    [[noreturn]] void stop(Limit limit, std::string what = {});
    // Ends the call without fault: it must wait for something, or an answer is missing.
    [[noreturn]] void unwind();
    // True when an error must pass every pcall.
    bool passing() const { return dead_ != Limit::none || unwinding_; }
    bool dead() const { return dead_ != Limit::none; }
    bool worn() const;  // dead, or holding more than a pooled state should

    // Calls what knows nothing of Lua and may throw; the exception waits until Lua has been left.
    template <class F>
    auto outside(F&& f) -> decltype(f()) {
        try {
            return f();
        } catch (...) {
            carried_ = std::current_exception();
        }
        unwind();
    }

    // The call being served, for ctx; null while there is none.
    Call* call = nullptr;
    int library_deep = 0;

    void fail_allocation(std::int64_t nth) { arena_.fail_at = nth; }
    std::size_t used() const { return arena_.used(); }

private:
    static void on_count(lua_State* lua, lua_Debug*);
    static void on_pressure(void* self);
    static int on_error(lua_State* lua);
    static int on_panic(lua_State* lua);
    static int entrance(lua_State* lua);

    void arm(int count);
    void look_around();
    void look_at_budget();
    Error error_of(int status);
    Error limit_error() const;

    Limits limits_;
    Arena arena_;
    lua_State* lua_ = nullptr;
    std::int64_t fuel_ = 0;
    std::int64_t look_at_ = 0;  // when the budget is below this, look
    int count_ = 0;             // instructions between two looks
    std::int64_t started_ns_ = 0;
    std::int64_t looked_ns_ = 0;
    Limit dead_ = Limit::none;
    std::string what_;
    bool unwinding_ = false;
    bool pressed_ = false;
    int line_ = 0;  // where the error was raised
    std::exception_ptr carried_;
    // Places in the registry; 0 for an entrance that has not been called yet.
    struct Functions {
        lua_Integer chunk = 0;
        std::array<lua_Integer, 3> resting{};
    };
    std::unordered_map<std::uint64_t, Functions> functions_;
    lua_Integer next_slot_ = slot_functions;
};

// Counts one library function that calls back into the script, while it lives.
class Deeper {
public:
    explicit Deeper(State& state);
    ~Deeper() { --state_.library_deep; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

private:
    State& state_;
};

// Into the table on the top of the stack, which is hidden from scripts.
void add_base_library(lua_State* lua);
void add_string_library(lua_State* lua);
void add_table_library(lua_State* lua);
void add_utf8_library(lua_State* lua);
void add_math_library(lua_State* lua);
// The ctx object and the metatables of what it gives.
void add_ctx(lua_State* lua);

}  // namespace millrace::script
