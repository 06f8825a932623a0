#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/flow/document.hpp"
#include "runtime/flowtest/script/file.hpp"

namespace millrace::flowtest {

// A flow that tests play, as its file says it.
struct FlowFile {
    std::string file;
    std::string text;
    flow::Reading reading;
};

// Tests, and the flows beside them. Flows of one folder know one another, as the published flows of an org do.
struct Suite {
    std::vector<Script> scripts;
    std::map<std::string, std::vector<FlowFile>> flows;  // by folder
    Complaints complaints;

    // From memory, for the studio and the API. The folder is what comes before the last slash of the name.
    void add_script(std::string file, std::string_view text);
    void add_flow(std::string file, std::string_view text);
};

// Reads files and, in folders, every .flowtest below, with the flows (*.json) beside them. What cannot be read is a
// complaint of the suite.
Suite load(const std::vector<std::string>& paths);

std::string folder_of(std::string_view file);

}  // namespace millrace::flowtest
