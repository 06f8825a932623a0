#include "api/ws/endpoint.hpp"

#include <algorithm>

#include "api/ws/socket.hpp"
#include "engine/base/text.hpp"

namespace millrace::ws {

struct Endpoint::State : Shared {};

Endpoint::Endpoint(Options options, Handlers handlers) : state_(std::make_shared<State>()) {
    state_->options = options;
    state_->handlers = std::move(handlers);
}

void Endpoint::attach(http::Router& router, std::string_view path) const {
    router.add_upgrade(path, [state = state_](http::Upgrade upgrade) { open_socket(state, std::move(upgrade)); });
}

SessionPtr Endpoint::find(SessionId id) const {
    return state_->registry.find(id);
}

std::vector<SessionPtr> Endpoint::sessions() const {
    return state_->registry.all();
}

std::string token_of(const http::Request& request) {
    if (const auto token = request.query_value("token")) {
        return std::string(*token);
    }
    if (const auto token = request.bearer_token(); !token.empty()) {
        return std::string(token);
    }
    std::string_view offered = request.header("sec-websocket-protocol").value_or("");
    while (!offered.empty()) {
        const std::size_t comma = std::min(offered.find(','), offered.size());
        constexpr std::string_view prefix = "bearer.";
        const std::string_view each = trim(offered.substr(0, comma));
        if (each.substr(0, prefix.size()) == prefix) {
            return std::string(each.substr(prefix.size()));
        }
        offered.remove_prefix(std::min(comma + 1, offered.size()));
    }
    return {};
}

}  // namespace millrace::ws
