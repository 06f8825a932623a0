#pragma once

#include <string>
#include <vector>

namespace millrace::flowtest {

// Something wrong with a file itself, before anything is played. Lines and columns count from 1; columns count letters.
struct Complaint {
    std::string file;
    int line = 0;
    int column = 0;
    std::string message;  // "expected … but …"

    friend bool operator==(const Complaint&, const Complaint&) = default;
};
using Complaints = std::vector<Complaint>;

std::string to_text(const Complaint& complaint);  // "file:line:column: message"

}  // namespace millrace::flowtest
