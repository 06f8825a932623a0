#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/operations/operation.hpp"

namespace millrace::api {

// What a reader of the API wants to know of an operation beside its description: the words its query takes, and the
// shape of what it answers.
struct Wording {
    std::string_view operation;  // "get /api/runs"
    std::string_view answers;    // a shape: names, with what they hold
    std::vector<std::pair<std::string_view, std::string_view>> query = {};
};
const std::vector<Wording>& wordings();
// None when nobody wrote one yet.
const Wording* wording_of(const Operation& op);

// "get /api/runs"
std::string key_of(const Operation& op);

}  // namespace millrace::api
