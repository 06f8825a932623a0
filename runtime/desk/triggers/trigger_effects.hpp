#pragma once

#include "runtime/desk/events/feed.hpp"
#include "runtime/drive/local_effects.hpp"

namespace millrace::desk {

// event.emit, event.subscribe, event.unsubscribe, flow.start.
void add_trigger_effects(drive::LocalEffects& effects, Feed& feed);

}  // namespace millrace::desk
