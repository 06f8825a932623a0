#pragma once

#include "runtime/store/store.hpp"

namespace millrace::store::sqlite {

// A store in a file of options.directory, or in memory. Errors as of open_store.
Result<std::unique_ptr<Store>> open(Options options);

}  // namespace millrace::store::sqlite
