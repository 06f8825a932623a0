#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"

// Opaque paging cursors. A caller carries the place where a list was left; the signature keeps him from inventing
// places, and the scope (operation, org, filters) from using one list's cursor on another.
namespace millrace::auth::cursor {

std::string seal(std::string_view key, std::string_view scope, std::string_view place);

// The place, or "cursor.invalid": a 400 for the caller, whatever he did to it.
Result<std::string> open(std::string_view key, std::string_view scope, std::string_view cursor);

}  // namespace millrace::auth::cursor
