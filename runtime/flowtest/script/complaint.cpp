#include "runtime/flowtest/script/complaint.hpp"

namespace millrace::flowtest {

std::string to_text(const Complaint& complaint) {
    std::string text = complaint.file;
    if (complaint.line > 0) {
        text += ":" + std::to_string(complaint.line) + ":" + std::to_string(complaint.column);
    }
    return text + ": " + complaint.message;
}

}  // namespace millrace::flowtest
