#pragma once

#include <string>

#include "api/operations/services.hpp"
#include "runtime/flowtest/report/report.hpp"

namespace millrace::api {

// Plays the cases of a node type that is not stored yet, straight and killed after every line, beside the org's own
// types. What takes longer than ten seconds has failed.
flowtest::Report try_node_type(const Services& services, OrgId org, NodeType type, const std::string& cases);

// {passed, counts: {cases, failed}, cases: [{name, line, passed, failed_in, failure}], complaints: [{line, column,
// message}]}
Value show_trial(const flowtest::Report& report);
// What went wrong first, in a sentence.
std::string first_failure(const flowtest::Report& report);

}  // namespace millrace::api
