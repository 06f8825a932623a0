#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace millrace::script {

// What can be told of a script without running it.
struct SourceFacts {
    bool waits = false;                // calls a ctx function that may wait
    bool talks = false;                // speaks to the customer
    std::vector<std::string> signals;  // that it may wait for; "*" where the name is worked out
    std::vector<std::string> sets;     // ctx.vars.NAME = …
};

// The gate before Lua's own compiler, which cannot be interrupted: it reads the tokens as Lua does and refuses what
// scripts may not contain: binary chunks, broken UTF-8, `<close>` and `<const>`, the name _ENV, and more nesting,
// literals or labels than a person writes. The error is script.invalid, with the line.
// `refused`, if it is asked for, becomes the part of the source that the error speaks of.
Result<SourceFacts> scan(std::string_view source, std::string_view* refused = nullptr);

// Texts that a scanned source returns as they stand, outside of functions: return "done", return x and "yes" or "no".
// Views of the source.
std::vector<std::string_view> returned_names(std::string_view source);

}  // namespace millrace::script
