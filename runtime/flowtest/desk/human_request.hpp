#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace::flowtest {

// True if the customer's words ask for a person: one of the org's phrases as whole words, in any case and accents, with
// nothing before it that turns it down ("I don't want a human").
bool asks_for_human(std::string_view text, const std::vector<std::string>& phrases);

}  // namespace millrace::flowtest
