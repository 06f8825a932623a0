#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/time.hpp"

namespace millrace::effects {

using Headers = std::vector<std::pair<std::string, std::string>>;
// The first header of that name, upper or lower case; null when there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

struct HttpRequest {
    std::string method = "GET";
    std::string url;
    Headers headers = {};
    std::string body = {};
    Duration time_limit = seconds(10);  // for everything: name, connection, redirects, the whole reply
    std::size_t reply_bytes_max = std::size_t{1} << 20;
};

// Why there is no reply.
struct HttpError {
    enum class Kind {
        invalid,      // the request itself: method, URL, header. Nothing was sent
        blocked,      // the address or the redirect is not allowed. Nothing was sent there
        dns,          // the name has no address
        refused,      // no connection to any address
        tls,          // no trusted connection
        timeout,      // the time limit passed
        closed,       // the peer hung up in the middle
        protocol,     // what came is not HTTP
        too_large,    // the reply is over its limit
        redirects,    // too many of them
        unavailable,  // not asked: the destination failed too often lately, or too much waits for it
    };
    Kind kind = Kind::invalid;
    std::string message = {};  // "expected … but …"; names the peer, never the path or query, which may hold secrets
};
std::string_view to_text(HttpError::Kind kind);  // "invalid", "blocked", …: the codes that flows see

// A reply, or the error that stands in its place.
struct HttpReply {
    int status = 0;
    Headers headers = {};
    std::string body = {};
    std::optional<HttpError> error = {};
    // A byte of the request left this machine, so the peer may have acted on it, whatever came back.
    bool may_have_reached = false;
};

// Sends requests. The one real sender is HttpClient; tests and simulation have their own.
class Sender {
public:
    virtual ~Sender() = default;
    // Calls back once, later and from any thread; never, if the sender is destroyed before.
    virtual void send(HttpRequest request, std::function<void(HttpReply)> reply) = 0;
};

}  // namespace millrace::effects
