#pragma once

#include "engine/node/catalogue.hpp"
#include "engine/value/value.hpp"

namespace millrace::api {

// JSON Schema 2020-12 of flow files: with it an editor completes node types and their settings.
Value flow_json_schema(const Catalogue& catalogue);

}  // namespace millrace::api
