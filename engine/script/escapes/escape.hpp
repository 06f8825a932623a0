#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace millrace::script {

// One attack of the corpus: a program, and the verdict that it must end in. The head of its file says which:
//
//     -- verdict: script.limit cpu        also memory, depth, calls, source
//     -- verdict: compile_error           refused before it runs
//     -- verdict: runtime_error TEXT      an error of its own; its message has TEXT (which may be left out)
//     -- verdict: ok JSON                 it comes to nothing: this is what it returns
//     -- brick: hook                      the brick that holds it, if there is one that does so alone
//     -- pad: 70000                       that many bytes of comment are added
//     -- bytes: 1b4c7561                  the program is not the file but these bytes
//     -- form: type                       the program is a node type's file; what it returns is the output that its
//                                         `enter` leaves by
struct Escape {
    std::string name;
    std::string source;
    std::string verdict;
    std::string brick;
    bool is_type = false;
};

// Every .lua file of the folder, by name.
std::vector<Escape> load_escapes(const std::string& folder);

// Runs it, twice in a row (what the first run left behind must not help the second), and says what happened, in the
// form of a verdict; "ok" verdicts and the texts of errors come whole.
std::string run_escape(const Escape& escape);

// True if that is what was expected, and nothing was shown that must not be.
bool holds(const Escape& escape, const std::string& seen);

// Processor time of this thread, for set_stopwatch().
std::int64_t processor_ns();

}  // namespace millrace::script
