#include "runtime/flowtest/script/fault.hpp"

#include <cstdlib>
#include <string_view>

namespace millrace::flowtest {
namespace {

constexpr std::string_view before_expected = "expected ";
constexpr std::string_view before_found = " but found ";
constexpr std::string_view before_line = " at line ";
constexpr std::string_view before_column = ", column ";

}  // namespace

Fault fault_of(const Error& error) {
    Fault fault;
    std::string_view rest = error.message;
    const std::size_t line = rest.rfind(before_line);
    const std::size_t column = rest.rfind(before_column);
    if (line != std::string_view::npos && column != std::string_view::npos && line < column) {
        fault.line = std::atoi(rest.data() + line + before_line.size());
        fault.column = std::atoi(rest.data() + column + before_column.size());
        rest = rest.substr(0, line);
    }
    if (rest.substr(0, before_expected.size()) == before_expected) {
        rest.remove_prefix(before_expected.size());
    }
    const std::size_t found = rest.find(before_found);
    fault.expected = std::string(rest.substr(0, found));
    fault.found =
        found == std::string_view::npos ? "something else" : std::string(rest.substr(found + before_found.size()));
    return fault;
}

}  // namespace millrace::flowtest
