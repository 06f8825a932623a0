#pragma once

#include <functional>

#include "engine/base/time.hpp"

namespace millrace::effects {

// Calls back at a moment of the clock it belongs to: ThreadTimers in a server, VirtualTime in tests and simulation.
class Timers {
public:
    virtual ~Timers() = default;
    // Once, not before `when`, never from within this call.
    virtual void call_at(Time when, std::function<void()> call) = 0;
};

}  // namespace millrace::effects
