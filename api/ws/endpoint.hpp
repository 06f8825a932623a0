#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/router.hpp"
#include "api/ws/session.hpp"
#include "engine/base/time.hpp"

namespace millrace::ws {

struct Options {
    std::size_t queue_bytes_max = std::size_t{256} << 10;  // not yet sent, of one session
    std::size_t queue_frames_max = 1000;
    std::size_t message_bytes_max = std::size_t{256} << 10;  // from the client; over it: 1009
    Duration handshake = seconds(10);
    Duration silence = seconds(60);  // after half of it we ping, after all of it we hang up
    Duration closing = seconds(5);   // for the client to say goodbye as well
};

// The verdict on a handshake. Without an identity the socket is opened and closed with the code, because a browser
// shows its page nothing else.
struct Verdict {
    std::optional<Identity> identity;
    CloseCode refusal = closed_unauthorised;

    static Verdict welcome(Identity identity) { return {.identity = std::move(identity)}; }
    static Verdict refused(CloseCode code) { return {.identity = std::nullopt, .refusal = code}; }
};

// What an endpoint's owner decides and hears. Called on I/O threads: must not block. For one session in order:
// opened, any number of messages, closed.
struct Handlers {
    // `token` is from ?token=, "Authorization: Bearer" or the subprotocol "bearer.TOKEN" (offered beside "millrace"),
    // empty without one. Calls `done` once, now or later, from any thread. Looks at the request's Origin if it cares.
    std::function<void(const http::Request& request, std::string token, std::function<void(Verdict)> done)>
        authenticate;
    std::function<void(const SessionPtr&, const http::Request&)> opened;
    std::function<void(const SessionPtr&, std::string_view text)> message;
    std::function<void(const SessionPtr&, int code)> closed;
};

// WebSockets on one path or several. A copy is the same endpoint.
class Endpoint {
public:
    Endpoint(Options options, Handlers handlers);

    void attach(http::Router& router, std::string_view path) const;

    // Null when it has ended.
    SessionPtr find(SessionId id) const;
    std::vector<SessionPtr> sessions() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

// The token of a handshake, wherever it is carried; empty without.
std::string token_of(const http::Request& request);

}  // namespace millrace::ws
