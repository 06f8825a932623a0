#pragma once

#include <string_view>
#include <vector>

namespace millrace::script {

// A member of `ctx`, for editors and for the guide.
struct Word {
    std::string_view name;       // "ctx.ask"
    std::string_view signature;  // "ctx.ask(text, { within?, options? })"; of what is only read, the name
    std::string_view help;       // one sentence
    std::string_view kind;       // "scope": a table to read; "function"; "value"
};
// All there are, in the order of the guide.
const std::vector<Word>& words();

}  // namespace millrace::script
