#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/fields.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// The kinds of settings that name something of an org: "queue", "team", …
const std::vector<std::string>& choice_kinds();
// What a setting of this kind may name, its value and how people call it, by name. Nothing for a kind that names
// nothing of the desk. People who no longer work here are left out.
std::optional<std::vector<Choice>> choices(store::OrgReader reader, std::string_view kind);

}  // namespace millrace::desk
