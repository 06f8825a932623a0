#pragma once

#include <string>

#include "runtime/publish/catalogues.hpp"

namespace millrace::app {

// Every .lua file below a folder, as node types for all orgs, with the .md beside each as its help. The error names the
// file and every line that is wrong.
Status load_node_folder(const std::string& folder, publish::Catalogues& catalogues);

}  // namespace millrace::app
