#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/text_place.hpp"

namespace millrace::script {

// Something wrong with a script that can be told without running it. Lines and columns count from 1, columns letters.
struct ScriptProblem {
    int line = 1;
    int column = 1;
    TextPlace place;      // in the code
    std::string code;     // script.invalid, script.limit; script.unknown_output for a name that no wire has
    std::string message;  // a sentence without the line
};

// The code of a `script.lua`. `wired`: the outputs that it may leave by; without them none is asked about. Only names
// that are returned as they stand are looked at: what a script works out, only a run can tell.
std::vector<ScriptProblem> look_at_script(const std::string& code,
                                          const std::optional<std::vector<std::string>>& wired);

// The names that a script returns as they stand, each once, in the order of the text.
std::vector<std::string> outputs_named_in(const std::string& code);

}  // namespace millrace::script
