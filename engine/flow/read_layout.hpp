#pragma once

#include "engine/flow/problem.hpp"
#include "engine/value/value.hpp"

namespace millrace::flow {

// `{nodes: {id: [x, y]}, groups: [{id, title, nodes}], notes: [{id, text, at}]}`: where boxes lie on the canvas. What
// is understood, or nil; the rest is reported. It means nothing to a run, so nodes it names need not exist.
Value read_layout(const Value& json, Problems& problems);

}  // namespace millrace::flow
