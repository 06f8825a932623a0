#pragma once

#include "api/http/router.hpp"
#include "api/operations/services.hpp"

namespace millrace::api {

// Puts every operation and page on the router: tokens are looked at, rights are checked, and what may block runs where
// blocking is allowed. `services` outlives the router.
void mount(http::Router& router, Services& services);

}  // namespace millrace::api
