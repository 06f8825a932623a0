#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/flowtest/script/complaint.hpp"
#include "runtime/flowtest/script/statement.hpp"

namespace millrace::flowtest {

struct Case {
    std::string name;
    int line = 0;
    std::vector<Statement> statements;
};

// A .flowtest file as written.
struct Script {
    std::string file;
    enum class Kind : std::uint8_t { node, flow } kind = Kind::flow;
    std::string subject;         // the node's type or the flow's key
    int line = 0;                // of the line that says so
    std::vector<Pair> settings;  // node: of every case
    std::string document;        // flow: written into the file itself; empty: found by its key
    int document_line = 0;
    std::vector<Statement> statements;  // before the first case: of every case
    std::vector<Case> cases;
};

// Reads the text; what is wrong is added to the complaints, every line on its own, and left out.
Script parse_script(std::string file, std::string_view text, Complaints& complaints);

}  // namespace millrace::flowtest
