#pragma once

#include "runtime/store/store.hpp"

namespace millrace::store::postgres {

// A store in the PostgreSQL database of options.url. Errors as of open_store.
Result<std::unique_ptr<Store>> open(Options options);

}  // namespace millrace::store::postgres
