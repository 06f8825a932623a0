#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace millrace::fold_test {

// Plays the cases of all .flowtest files below the folders, again and again with other seeds, until there are that many
// runs, and writes what their journals hold. Exit status.
int play(const std::string& file, const std::vector<std::string>& folders, std::size_t runs_min);

// Folds and decides again every run of the file. Exit status; the last line is "N passed, N failed".
int check(const std::string& file);

}  // namespace millrace::fold_test
