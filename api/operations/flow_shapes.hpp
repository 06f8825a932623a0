#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/operations/operation.hpp"
#include "engine/check/check.hpp"
#include "runtime/publish/flow_service.hpp"
#include "runtime/store/flow_table.hpp"

// What operations on a flow share.
namespace millrace::api {

std::string flow_key(const Call& call);
http::Answer unknown_flow(const Call& call);

Value show_problems(const Problems& problems);
// 422 with every problem, the errors as faults of the request.
http::Answer not_publishable(const Problems& problems);

// The document of a body, of the key of the path; without one the caller's draft, or what it would begin with.
// "flow.unknown", "draft.unknown", "flow.key_mismatch".
Result<flow::Reading> document_of(const Call& call, const Value& document);

// A whole number from 1; "request.malformed".
Result<std::int64_t> version_number(std::string_view text);

// A person's name, or the word that stands for who was none.
std::string name_of_author(store::OrgReader reader, const std::string& author);

// Commits the change with the caller's key and this answer, together with more work if there is any.
using MoreWork = std::function<Status(store::Transaction&)>;
http::Answer commit_change(const Call& call, int success, const publish::Change& change, const Value& answer,
                           MoreWork more = {});

inline Operation with_body_of(std::size_t bytes, Operation op) {
    op.body_bytes_max = bytes;
    return op;
}
constexpr std::size_t flow_body_bytes = std::size_t{1} << 20;

}  // namespace millrace::api
