#pragma once

#include "engine/script/sandbox/arguments.hpp"

namespace millrace::script {

// string.format: %d %i %u %c %x %X %o %e %E %f %F %g %G %a %A %s %%. Width and precision have at most two digits. (%p
// would show an address and %q writes what only a script would read.)
void format_text(lua_State* lua, TextBuilder& out);

}  // namespace millrace::script
