#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/answer.hpp"
#include "api/http/problem.hpp"
#include "api/http/request.hpp"
#include "api/http/responder.hpp"
#include "api/operations/caller.hpp"
#include "engine/value/fields.hpp"
#include "runtime/store/commit.hpp"

namespace millrace::api {

struct Services;

// One request on its way through one operation.
struct Call {
    const http::Request& request;
    const Caller& caller;
    Services& services;

    OrgId org() const { return caller.org; }
    std::string_view param(std::string_view name) const { return request.param(name); }
    // The body as an object that fits the operation's input; the answer when it does not.
    Result<Value> body() const;
    // A whole number from the query, or the default; the error is request.invalid.
    Result<std::int64_t> number(std::string_view name, std::int64_t fallback, std::int64_t least,
                                std::int64_t most) const;
    // A time of the query, or the default; the error is request.invalid.
    Result<Time> time(std::string_view name, Time fallback) const;
};

using Respond = std::function<void(http::Answer)>;

// A thing that the API can do. Everything that is served, documented and allowed follows from this description.
struct Operation {
    http::Method method = http::Method::get;
    std::string path;
    std::string permission;  // empty: `door` says who may
    std::string summary;     // one sentence
    Schema input;            // of the body; empty: none is read
    std::vector<FieldSpec> query;
    std::string answers;  // what comes back, in words and shapes
    int success = 200;

    enum class Door { people, visitors, anybody };
    Door door = Door::people;
    std::size_t body_bytes_max = 0;
    bool creates = false;  // something, or a state of it: takes an Idempotency-Key
    bool blocks = false;   // of `run`: begins where blocking is allowed

    // Exactly one. `read` may block and runs where that is allowed; `run` must not, and answers when it can.
    std::function<http::Answer(const Call&)> read;
    std::function<void(const Call&, Respond)> run;
};

// The problem answer for an error: its code says which status.
http::Answer problem_of(const Error& error);
// The status that a code stands for.
int status_of(std::string_view code);

using Once = std::optional<store::IdempotencyKey>;
// The caller's Idempotency-Key, for this operation and this body; none when he sent none.
Once once(const Call& call);
// What was answered to this key before, or that it came with another body; nothing when it is new. For operations that
// look at the state before they write: the second time it is another one.
std::optional<http::Answer> answered_before(const Call& call, int success, const Once& key);

// A commit of the desk: its work, and what is answered when it is durable. The answer is remembered with the key, if
// there is one. Waits; for `read` operations.
using Writing = std::function<Result<Value>(store::Transaction&)>;
http::Answer write(const Call& call, int success, const Once& key, Writing work);
inline http::Answer write(const Call& call, int success, Writing work) {
    return write(call, success, once(call), std::move(work));
}

}  // namespace millrace::api
