#pragma once

#include <cstdint>

#include "engine/script/sandbox/state.hpp"

namespace millrace::script {

// A Lua state of this thread for one org, kept warm between calls. Orgs never share one. Taken for one call at a time;
// what comes back worn (after a limit, or grown too large) is thrown away.
class PooledState {
public:
    explicit PooledState(std::uint64_t org);
    ~PooledState();
    PooledState(const PooledState&) = delete;
    PooledState& operator=(const PooledState&) = delete;

    State& operator*() const { return *state_; }
    State* operator->() const { return state_; }

private:
    State* state_;
};

// How many states this thread holds now, for tests and figures.
std::size_t pooled_states();

}  // namespace millrace::script
