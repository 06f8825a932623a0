#include "engine/script/sandbox/pool.hpp"

#include <memory>
#include <vector>

#include "engine/script/faults.hpp"

namespace millrace::script {
namespace {

// Each holds about a quarter of a megabyte when warm.
constexpr std::size_t states_max = 64;

struct Slot {
    std::uint64_t org = 0;
    std::uint64_t used_at = 0;
    bool taken = false;
    std::unique_ptr<State> state;
};

class Pool {
public:
    State* take(std::uint64_t org) {
        if (left_out("orgs_apart")) {
            org = 0;
        }
        ++clock_;
        if (last_ < slots_.size() && slots_[last_].org == org && !slots_[last_].taken) {
            return use(last_);
        }
        std::size_t oldest = slots_.size();
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            if (slots_[i].taken) {
                continue;
            }
            if (slots_[i].org == org) {
                return use(i);
            }
            if (oldest == slots_.size() || slots_[i].used_at < slots_[oldest].used_at) {
                oldest = i;
            }
        }
        if (slots_.size() < states_max || oldest == slots_.size()) {
            oldest = slots_.size();
            slots_.emplace_back();
        }
        slots_[oldest].org = org;
        slots_[oldest].state = std::make_unique<State>(Limits{});
        return use(oldest);
    }

    void give_back(State* state) {
        if (last_ >= slots_.size() || slots_[last_].state.get() != state) {
            last_ = 0;
            while (slots_[last_].state.get() != state) {
                ++last_;
            }
        }
        slots_[last_].taken = false;
        if (state->worn()) {
            slots_.erase(slots_.begin() + static_cast<std::ptrdiff_t>(last_));
        }
    }

    std::size_t size() const { return slots_.size(); }

private:
    State* use(std::size_t i) {
        last_ = i;
        slots_[i].taken = true;
        slots_[i].used_at = clock_;
        return slots_[i].state.get();
    }

    std::vector<Slot> slots_;
    std::size_t last_ = 0;
    std::uint64_t clock_ = 0;
};

Pool& pool() {
    thread_local Pool of_this_thread;
    return of_this_thread;
}

}  // namespace

PooledState::PooledState(std::uint64_t org) : state_(pool().take(org)) {}
PooledState::~PooledState() {
    pool().give_back(state_);
}

std::size_t pooled_states() {
    return pool().size();
}

}  // namespace millrace::script
