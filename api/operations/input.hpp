#pragma once

#include <string>

#include "api/operations/operation.hpp"

namespace millrace::api {

// The body as a described struct; the first thing that does not fit is the error, with its pointer.
template <class T>
Result<T> input_of(const Call& call) {
    Result<Value> body = call.body();
    if (!body) {
        return body.error();
    }
    std::vector<Error> problems;
    check(fields_of<T>().schema(), *body, "", problems);
    if (!problems.empty()) {
        return Error{"request.invalid", problems.front().message, problems.front().pointer};
    }
    return from_value<T>(*body);
}

// The short ways to describe an operation.
inline Operation getting(std::string path, std::string permission, std::string summary,
                         http::Answer (*read)(const Call&)) {
    Operation op;
    op.path = std::move(path);
    op.permission = std::move(permission);
    op.summary = std::move(summary);
    op.read = read;
    return op;
}
template <class T>
Operation posting(std::string path, std::string permission, std::string summary, http::Answer (*read)(const Call&),
                  int success = 200) {
    Operation op = getting(std::move(path), std::move(permission), std::move(summary), read);
    op.method = http::Method::post;
    op.input = fields_of<T>().schema();
    op.success = success;
    return op;
}
inline Operation with_method(http::Method method, Operation op) {
    op.method = method;
    return op;
}
inline Operation once_only(Operation op) {
    op.creates = true;
    return op;
}
struct Nothing {};
inline void describe(Fields<Nothing>&) {}

}  // namespace millrace::api
