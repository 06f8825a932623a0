#pragma once

#include <string>

#include "engine/base/result.hpp"

namespace millrace::flowtest {

// An error of the value readers, "expected A but found B at line L, column C", taken apart, so that a complaint can say
// it of the place in the file.
struct Fault {
    std::string expected;
    std::string found;
    int line = 1;
    int column = 1;
};
Fault fault_of(const Error& error);

}  // namespace millrace::flowtest
