#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/base/error.hpp"

namespace millrace {

// A value, or the error that stands in its place. For what can happen; what cannot is asserted.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return *get(); }
    const T& value() const& { return *get(); }
    T&& value() && { return std::move(*get()); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return get(); }
    const T* operator->() const { return get(); }

    const Error& error() const {
        MILLRACE_ASSERT(!ok());
        return *std::get_if<1>(&held_);
    }

private:
    T* get() {
        MILLRACE_ASSERT(ok());
        return std::get_if<0>(&held_);
    }
    const T* get() const {
        MILLRACE_ASSERT(ok());
        return std::get_if<0>(&held_);
    }

    std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const { return !error_; }
    explicit operator bool() const { return ok(); }
    const Error& error() const {
        MILLRACE_ASSERT(error_.has_value());
        return *error_;
    }

private:
    std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace millrace
