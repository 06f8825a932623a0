#pragma once

#include "engine/value/value.hpp"

namespace millrace::api {

// OpenAPI 3.1, written from the operations' own descriptions.
Value openapi_document();

}  // namespace millrace::api
