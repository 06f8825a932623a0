#pragma once

#include <string>
#include <vector>

#include "engine/base/result.hpp"

namespace millrace::fold_test {

// A flow version as a run's rows name it: the first is version 1.
struct StoredFlow {
    std::string document;  // JSON
    bool keep_all_outputs = false;
};

// A run as a stranger gets it: the rows of its journal, the flows they name, and nothing of its state.
struct StoredRun {
    std::string name;  // of the case it comes from
    std::vector<StoredFlow> flows;
    std::vector<std::string> rows;
};

Status write_runs(const std::string& file, const std::vector<StoredRun>& runs);
Result<std::vector<StoredRun>> read_runs(const std::string& file);

}  // namespace millrace::fold_test
