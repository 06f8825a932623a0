#pragma once

#include "runtime/desk/events/feed.hpp"
#include "runtime/drive/local_effects.hpp"

namespace millrace::desk {

// queue.join and queue.leave.
void add_queue_effects(drive::LocalEffects& effects, Feed& feed);

}  // namespace millrace::desk
