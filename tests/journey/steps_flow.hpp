#pragma once

#include "tests/journey/house.hpp"

namespace millrace::journey {

// Waits for two steps and says so after each: whoever doubles, loses or swaps a command is heard.
constexpr const char* two_steps =
    R"({"format":"millrace.flow/1","key":"steps","title":"t","trigger":{"on":"api"},"start":"w1",
  "nodes":{"w1":{"type":"control.wait_for_event","settings":{"name":"step"},"next":{"received":"v1"}},
  "v1":{"type":"control.set","settings":{"values":{"first":"event.n"}},"next":{"done":"m1"}},
  "m1":{"type":"conversation.send","settings":{"text":"first {{vars.first}}"},"next":{"sent":"w2"}},
  "w2":{"type":"control.wait_for_event","settings":{"name":"step"},"next":{"received":"v2"}},
  "v2":{"type":"control.set","settings":{"values":{"second":"event.n"}},"next":{"done":"m2"}},
  "m2":{"type":"conversation.send","settings":{"text":"second {{vars.second}}"},"next":{"sent":"e"}},
  "e":{"type":"control.end"}}})";

inline Value step(int n) {
    return Map{{"n", n}};
}
inline store::InboxRow step_row(RunId run, int n, Time at) {
    return drive::signal_to_run(org, run, 0, Signal{"step", step(n)}, at);
}

using Texts = std::vector<std::string>;
using Kind = drive::Answered::Kind;

}  // namespace millrace::journey
