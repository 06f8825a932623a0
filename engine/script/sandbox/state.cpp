#include "engine/script/sandbox/state.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "engine/script/chunk.hpp"
#include "engine/script/faults.hpp"
#include "engine/script/sandbox/error_text.hpp"
#include "engine/script/sandbox/load.hpp"
#include "engine/script/sandbox/resting.hpp"
#include "engine/script/watch.hpp"

namespace millrace::script {
namespace {

constexpr int instructions_between_looks = 1000;
constexpr std::int64_t units_between_looks = 20'000;  // of library work
// A look that comes this late means that single instructions are expensive here: look more often.
constexpr std::int64_t late_ns = 2'000'000;
// A pooled state that has grown beyond these starts afresh.
constexpr std::size_t footprint_worn = std::size_t{4} << 20;
constexpr lua_Integer functions_worn = 512;

Stopwatch stopwatch = nullptr;

const char* name_of(Entrance entrance) {
    switch (entrance) {
        case Entrance::enter:
            return "enter";
        case Entrance::resume:
            return "resume";
        case Entrance::run:
            return "run";
    }
    return "";
}

// The function of what a file returned, which is on the top of the stack.
void push_member(lua_State* lua, const char* name) {
    if (!lua_istable(lua, -1)) {
        luaL_error(lua, "expected the file to return a table but it is a %s", luaL_typename(lua, -1));
    }
    lua_pushstring(lua, name);
    if (lua_rawget(lua, -2) != LUA_TFUNCTION) {
        luaL_error(lua, "expected the function '%s' but it is a %s", name, luaL_typename(lua, -1));
    }
}

void* allocate(void* arena, void* block, std::size_t old_size, std::size_t new_size) {
    return static_cast<Arena*>(arena)->resize(block, old_size, new_size);
}

}  // namespace

void set_stopwatch(Stopwatch watch) {
    stopwatch = watch;
}

State::State(const Limits& limits) : limits_(limits), arena_(limits_) {
    lua_ = lua_newstate(allocate, &arena_);
    MILLRACE_ASSERT(lua_ != nullptr);
    *static_cast<State**>(lua_getextraspace(lua_)) = this;
    lua_atpanic(lua_, on_panic);
    lua_gc(lua_, LUA_GCINC, 400, 0, 0);
    arena_.pressed_on = this;
    arena_.press = on_pressure;

    const auto furnish = [](lua_State* lua) {
        lua_newtable(lua);
        if (left_out("allowlist")) {
            luaL_openlibs(lua);
            lua_pop(lua, 1);
            lua_pushglobaltable(lua);
        }
        add_base_library(lua);
        add_string_library(lua);
        add_table_library(lua);
        add_utf8_library(lua);
        add_math_library(lua);

        lua_createtable(lua, 0, 2);  // the metatable of _ENV
        lua_pushvalue(lua, -2);
        lua_setfield(lua, -2, "__index");
        lua_pushboolean(lua, 0);
        lua_setfield(lua, -2, "__metatable");
        lua_rawseti(lua, LUA_REGISTRYINDEX, slot_environment_metatable);
        lua_pop(lua, 1);

        lua_createtable(lua, 0, 1);
        lua_pushboolean(lua, 0);
        lua_setfield(lua, -2, "__metatable");
        lua_rawseti(lua, LUA_REGISTRYINDEX, slot_list_metatable);
        add_ctx(lua);
        return 0;
    };
    arena_.soft_cap = limits_.memory_bytes_hard;
    lua_pushcfunction(lua_, furnish);
    MILLRACE_ASSERT(lua_pcall(lua_, 0, 0, 0) == LUA_OK);
}

std::optional<Error> State::run(Body body, void* argument) {
    fuel_ = limits_.instructions_max;
    look_at_ = fuel_ - units_between_looks;
    arena_.owed = 0;
    arena_.soft_cap = limits_.memory_bytes_max;
    pressed_ = false;
    unwinding_ = false;
    started_ns_ = 0;
    line_ = 0;
    library_deep = 0;
    arm(instructions_between_looks);

    std::pair<Body, void*> errand{body, argument};
    lua_pushcfunction(lua_, on_error);
    lua_pushcfunction(lua_, entrance);
    lua_pushlightuserdata(lua_, &errand);
    const int status = lua_pcall(lua_, 1, 0, 1);
    if (Watch* const watch = Watch::on_this_thread()) {
        watch->instructions += limits_.instructions_max - std::max<std::int64_t>(fuel_, 0);
    }

    std::optional<Error> error;
    if (dead()) {
        error = limit_error();  // even where the script came to an end: the limit is what happened
    } else if (unwinding_) {
        if (carried_) {
            lua_settop(lua_, 0);
            std::rethrow_exception(std::exchange(carried_, nullptr));
        }
    } else if (status == LUA_ERRMEM) {
        dead_ = Limit::memory;
        error = limit_error();
    } else if (status != LUA_OK) {
        error = error_of(status);
    }
    if (!dead()) {
        lua_settop(lua_, 0);
    }
    return error;
}

int State::entrance(lua_State* lua) {
    const auto [body, argument] = *static_cast<std::pair<Body, void*>*>(lua_touserdata(lua, 1));
    lua_settop(lua, 0);
    body(lua, argument);
    return 0;
}

void State::push_function(const Chunk& chunk) {
    const auto [at, is_new] = functions_.try_emplace(chunk.id());
    if (is_new) {
        const int status = load(lua_, chunk);
        if (status != LUA_OK) {
            functions_.erase(at);
            if (status == LUA_ERRMEM) {
                stop(Limit::memory);
            }
            lua_error(lua_);
        }
        at->second.chunk = next_slot_++;
        lua_pushvalue(lua_, -1);
        lua_rawseti(lua_, LUA_REGISTRYINDEX, at->second.chunk);
    } else {
        lua_rawgeti(lua_, LUA_REGISTRYINDEX, at->second.chunk);
    }
    if (!is_new && left_out("environment")) {
        return;
    }
    lua_createtable(lua_, 0, 0);
    lua_rawgeti(lua_, LUA_REGISTRYINDEX, slot_environment_metatable);
    lua_setmetatable(lua_, -2);
    lua_setupvalue(lua_, -2, 1);
}

void State::push_function(const Chunk& file, Entrance entrance) {
    push_function(file);
    const int bottom = lua_gettop(lua_);
    lua_Integer& slot = functions_[file.id()].resting[static_cast<std::size_t>(entrance)];
    if (slot != 0 && lua_rawgeti(lua_, LUA_REGISTRYINDEX, slot) == LUA_TTABLE) {
        wake(lua_);  // in the environment that the file has just got: they share it
    } else {
        lua_settop(lua_, bottom);
        lua_pushvalue(lua_, bottom);
        lua_call(lua_, 0, 1);
        push_member(lua_, name_of(entrance));
        if (slot == 0) {
            lua_pushvalue(lua_, -1);
            lay_to_rest(lua_, bottom);
            slot = next_slot_++;
            lua_rawseti(lua_, LUA_REGISTRYINDEX, slot);
        }
    }
    lua_replace(lua_, bottom);
    lua_settop(lua_, bottom);
}

void State::stop(Limit limit, std::string what) {
    if (dead_ == Limit::none) {
        dead_ = limit;
        what_ = std::move(what);
    }
    if (left_out("pcall")) {
        dead_ = Limit::none;  // an error like any other, as a plain hook would raise it
        fuel_ = 0;
        luaL_error(lua_, "script.limit");
    }
    // From here on every single instruction looks around, so that nothing that still runs gets far.
    arm(1);
    lua_pushlightuserdata(lua_, this);
    lua_error(lua_);
    std::abort();  // lua_error never returns
}

void State::unwind() {
    unwinding_ = true;
    lua_pushlightuserdata(lua_, this);
    lua_error(lua_);
    std::abort();
}

bool State::worn() const {
    return dead() || arena_.footprint() > footprint_worn || next_slot_ > slot_functions + functions_worn;
}

void State::arm(int count) {
    if (left_out("hook")) {
        return;
    }
    count_ = count;
    lua_sethook(lua_, on_count, LUA_MASKCOUNT, count);
}

void State::on_pressure(void* self) {
    auto& state = *static_cast<State*>(self);
    if (!state.pressed_) {
        state.pressed_ = true;
        state.arm(1);
    }
}

void State::on_count(lua_State* lua, lua_Debug*) {
    of(lua).look_around();
}

// Between two instructions, where collecting and raising are safe.
void State::look_around() {
    if (passing() && !left_out("pcall")) {
        lua_pushlightuserdata(lua_, this);
        lua_error(lua_);
    }
    fuel_ -= count_;
    look_at_budget();
    if (pressed_) {
        pressed_ = false;
        arena_.soft_cap = limits_.memory_bytes_hard;
        lua_gc(lua_, LUA_GCCOLLECT);
        arena_.soft_cap = limits_.memory_bytes_max;
        if (arena_.used() > limits_.memory_bytes_max / 4 * 3) {
            stop(Limit::memory);
        }
        arm(instructions_between_looks);
    }
    lua_Debug frame;
    if (!left_out("depth") && lua_getstack(lua_, limits_.calls_deep_max, &frame) == 1) {
        stop(Limit::depth, fmt::format("expected at most {} functions inside each other", limits_.calls_deep_max));
    }
}

void State::look_at_budget() {
    fuel_ -= std::exchange(arena_.owed, 0);
    if (fuel_ < 0) {
        stop(Limit::cpu);
    }
    look_at_ = fuel_ > units_between_looks ? fuel_ - units_between_looks : 0;
    if (stopwatch == nullptr || left_out("stopwatch")) {
        return;
    }
    const std::int64_t now = stopwatch();
    if (started_ns_ == 0) {
        started_ns_ = now;
    } else if (now - started_ns_ > limits_.processor_ms_max * 1'000'000) {
        stop(Limit::cpu);
    } else if (now - looked_ns_ > late_ns && count_ > 50) {
        arm(count_ / 10);
    }
    looked_ns_ = now;
}

// Runs at the place of an error that nobody in the script catches, with the stack still there.
int State::on_error(lua_State* lua) {
    State& state = of(lua);
    lua_Debug frame;
    for (int level = 1; level < 100 && lua_getstack(lua, level, &frame) == 1; ++level) {
        if (lua_getinfo(lua, "l", &frame) != 0 && frame.currentline > 0) {
            state.line_ = frame.currentline;
            break;
        }
    }
    return 1;
}

int State::on_panic(lua_State*) {
    // Every call runs under lua_pcall; an error outside of it means that this file is wrong.
    std::fputs("millrace: a Lua error was raised outside of a protected call\n", stderr);
    std::abort();
}

Error State::error_of(int) {
    ErrorText text = describe_error(lua_, -1);
    const int line = text.line > 0 ? text.line : line_;
    return Error{"script.failed", line > 0 ? fmt::format("line {}: {}", line, text.text) : text.text};
}

Error State::limit_error() const {
    std::string message;
    switch (dead_) {
        case Limit::cpu:
            message = fmt::format("cpu: expected at most {} instructions in one call", limits_.instructions_max);
            break;
        case Limit::memory:
            if (arena_.refused == Arena::Refused::string) {
                message = fmt::format("memory: expected texts of at most {} KiB", limits_.string_bytes_max >> 10);
            } else if (arena_.refused == Arena::Refused::table) {
                message = fmt::format("memory: expected tables of at most {} keys beside their sequence",
                                      limits_.table_keys_max);
            } else {
                message = what_.empty() ? fmt::format("memory: expected at most {} MiB in one call",
                                                      limits_.memory_bytes_max >> 20)
                                        : "memory: " + what_;
            }
            break;
        case Limit::depth:
            message = "depth: " + what_;
            break;
        case Limit::calls:
            message = "calls: " + what_;
            break;
        case Limit::none:
            break;
    }
    message += line_ > 0 ? fmt::format(", but line {} went on", line_) : ", but the script went on";
    return Error{"script.limit", message};
}

Deeper::Deeper(State& state) : state_(state) {
    if (++state_.library_deep > state_.limits().library_deep_max && !left_out("library_depth")) {
        --state_.library_deep;
        state_.stop(Limit::depth, fmt::format("expected at most {} callbacks of library functions inside each other",
                                              state_.limits().library_deep_max));
    }
}

}  // namespace millrace::script
