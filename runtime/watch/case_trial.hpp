#pragma once

#include <optional>
#include <string>

#include "runtime/flowtest/run.hpp"
#include "runtime/watch/case_lines.hpp"
#include "runtime/watch/recorded_case.hpp"

namespace millrace::watch {

// The case as a test of the flow, played straight and killed after each line; where it fails, if it does. Its lines
// count from 2: above stands the flow's.
std::optional<flowtest::Failure> play_case(const std::string& text, const RecordedFlow& flow,
                                           const flowtest::World& world);

// Where the case says too much it says less from now on. False when that is not what is wrong.
bool say_less(CaseLines& lines, const flowtest::Failure& failure);

}  // namespace millrace::watch
