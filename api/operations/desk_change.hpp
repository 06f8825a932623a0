#pragma once

#include <functional>
#include <utility>

#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::api {

// A change at the desk by the caller, in a transaction of its own.
inline http::Answer change_desk(const Call& call, int success,
                                std::function<Result<Value>(const desk::Work&, const desk::Viewer&)> work) {
    return write(call, success,
                 [&feed = call.services.feed, org = call.org(), viewer = viewer_of(call.caller),
                  work = std::move(work)](store::Transaction& tx) {
                     const desk::Work here{tx, feed, org, viewer.user};
                     Result<Value> done = work(here, viewer);
                     if (done) {
                         desk::agent_acted(here, viewer.user);
                     }
                     return done;
                 });
}

}  // namespace millrace::api
