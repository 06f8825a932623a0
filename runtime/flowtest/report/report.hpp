#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/flowtest/play/case_play.hpp"
#include "runtime/flowtest/report/coverage.hpp"
#include "runtime/flowtest/script/complaint.hpp"

namespace millrace::flowtest {

struct CaseReport {
    std::string file;
    std::string subject;  // the node's type or the flow's key
    std::string name;
    int line = 0;
    std::optional<Failure> failure;
    Way failed_in = Way::straight;
};

// What became of a suite.
struct Report {
    Complaints complaints;  // of the files themselves
    std::vector<CaseReport> cases;
    Coverage coverage;
    std::size_t runs = 0;  // played straight

    std::size_t failed() const;
    bool passed() const { return complaints.empty() && failed() == 0; }
};

// For a person: each failing line with what was expected, what was seen and the transcript up to there; then coverage
// and the counts.
std::string to_text(const Report& report);
// For a program: {passed, counts{cases,failed,runs}, cases:[…], complaints:[…], coverage:[…]}.
Value to_value(const Report& report);

}  // namespace millrace::flowtest
