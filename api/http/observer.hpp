#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/http/method.hpp"

namespace millrace::http {

// One answered request, for metrics and the access log. It has no query and no headers, so no token can leak from it.
struct Served {
    Method method = Method::other;
    std::string_view route;  // the pattern, or empty when none matched: safe as a metric's label
    std::string_view path;
    std::string_view remote_address;
    int status = 0;
    std::int64_t took_us = 0;  // from the whole request to the last byte handed to the system
    std::size_t bytes_in = 0;  // of the body
    std::size_t bytes_out = 0;
};

// Hears what happens on the wire. Called on the I/O threads, several at a time: count and return.
class Observer {
public:
    virtual ~Observer() = default;

    virtual void connection_opened() {}
    virtual void connection_closed() {}
    virtual void connection_refused() {}  // over the limit of connections
    virtual void request_served(const Served&) {}
    // Unreadable, oversized or too slow; `code` is the problem's.
    virtual void request_refused(std::string_view code) { (void)code; }
    // A handler threw, or dropped its responder. The caller got a 500 that says nothing of it.
    virtual void handler_failed(std::string_view route, std::string_view what) {
        (void)route;
        (void)what;
    }
    virtual void socket_opened() {}  // WebSockets
    virtual void socket_closed(int code) { (void)code; }
};

}  // namespace millrace::http
