#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/request.hpp"
#include "api/http/responder.hpp"

namespace millrace::http {

struct Upgrade;

// Called on an I/O thread: must not block. Answers now or later.
using Handler = std::function<void(Request, Responder)>;
// Takes over the connection of a WebSocket handshake.
using UpgradeHandler = std::function<void(Upgrade)>;

struct RouteOptions {
    std::size_t body_bytes_max = 0;  // 0: the server's
};

struct Route {
    std::string pattern;
    std::vector<std::string> names;  // of its parameters, in order
    Handler handler;
    UpgradeHandler upgrade;  // instead of a handler
    RouteOptions options;
};

// Which handler answers what. Built once, then only read.
class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    // "/api/flows/{key}/versions"; "{rest...}" at the end takes all that is left. A literal wins over a parameter.
    // HEAD is answered by GET's handler, OPTIONS by the server.
    void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});
    void add_upgrade(std::string_view pattern, UpgradeHandler handler);

    struct Match {
        const Route* route = nullptr;  // null: look at allow
        std::vector<NamedText> params;
        std::string allow;  // "GET, HEAD, OPTIONS"; empty when there is no such path
    };
    // The path has been checked by parse_target.
    Match match(Method method, std::string_view path) const;

private:
    struct Node;
    Route& place(Method method, std::string_view pattern);

    std::unique_ptr<Node> root_;
};

}  // namespace millrace::http
