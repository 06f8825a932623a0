#pragma once

#include <functional>
#include <utility>

#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::api {

// A change at the desk by the caller, in a transaction of its own.
inline http::Answer change_desk(const Call& call, int success,
                                std::function<Result<Value>(const desk::Work&, const desk::Viewer&)> work) {
    return write(call, success,
                 [&feed = call.services.feed, org = call.org(), viewer = viewer_of(call.caller),
                  work = std::move(work)](store::Transaction& tx) {
                     return work(desk::Work{tx, feed, org, viewer.user}, viewer);
                 });
}

}  // namespace millrace::api
