#include "engine/script/watch.hpp"

#include "engine/base/assert.hpp"

namespace millrace::script {
namespace {

thread_local Watch* watching = nullptr;

}  // namespace

Watch::Watch() {
    MILLRACE_ASSERT(watching == nullptr);
    watching = this;
}

Watch::~Watch() {
    watching = nullptr;
}

Watch* Watch::on_this_thread() {
    return watching;
}

}  // namespace millrace::script
