#pragma once

#include <string_view>

#include "runtime/store/store.hpp"

namespace millrace::store {

// The store can no longer be trusted: tells options.stop, or says so on standard error and ends the process.
void stop_working(const Options& options, std::string_view line);

// The answer to everything that comes after that, or that could not be written before the store was closed.
void refuse_all(Commits& batch, const Error& error);

}  // namespace millrace::store
