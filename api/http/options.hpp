#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"

namespace millrace::http {

struct Request;
class Observer;

struct ListenAddress {
    std::string host = "127.0.0.1";  // an IPv4 or IPv6 address
    std::uint16_t port = 8080;       // 0: any free one
};
// "127.0.0.1:8080" or "[::1]:8080"; code "listen.malformed".
Result<ListenAddress> parse_listen(std::string_view text);

// Each is absolute: a byte now and then does not push it out.
struct Timeouts {
    Duration head = seconds(10);        // from the first byte of a request (or the connection) to the end of its header
    Duration body = seconds(30);        // from there to the end of the body
    Duration answer = seconds(60);      // what a handler may take: then 503
    Duration write = seconds(30);       // to take an answer off us
    Duration idle = seconds(75);        // between two requests
    Duration linger = seconds(2);       // to read an early refusal before the connection goes
    Duration tick = milliseconds(100);  // how exactly all these are kept
};

struct Options {
    ListenAddress listen;
    int threads = 2;
    std::size_t connections_max = 10'000;
    std::size_t head_bytes_max = std::size_t{16} << 10;
    std::size_t body_bytes_max = std::size_t{1} << 20;  // unless the route says otherwise
    Timeouts timeouts;
    // May a page of this origin read our answer to this request? Without it, none but our own. Called on I/O threads.
    std::function<bool(const Request&, std::string_view origin)> origin_allowed;
    std::vector<std::string> trusted_proxies;  // their addresses: what they say of X-Forwarded-For is believed
    std::shared_ptr<Observer> observer;
};

}  // namespace millrace::http
