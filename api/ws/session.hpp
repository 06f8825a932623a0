#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/value/value.hpp"

namespace millrace::ws {

// One text frame, shared by all who receive it.
using Frame = std::shared_ptr<const std::string>;
inline Frame make_frame(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

enum CloseCode : std::uint16_t {
    closed_normally = 1000,
    closed_unreadable = 1003,    // a binary frame
    closed_without_word = 1006,  // never sent: the connection just ended
    closed_internal = 1011,
    closed_restart = 1012,       // the server stops: come back with your cursor
    closed_unauthorised = 4401,  // no token, or one that is not ours, or over, or revoked
    closed_forbidden = 4403,     // a good token for another door
    closed_too_slow = 4408,      // does not read fast enough
};

// Who is at the other end, as the authenticate callback found it.
struct Identity {
    OrgId org;
    std::string user_id;  // a visitor's is his contact
    Value claims;
    std::vector<std::string> topics;  // joined on connect
};

using SessionId = std::uint64_t;

// One open WebSocket. All of it may be called from any thread, also after the end.
class Session {
public:
    virtual ~Session() = default;

    virtual SessionId id() const = 0;
    virtual const Identity& identity() const = 0;

    // Queues the frame behind the others. If the client has let too much gather, the session ends with 4408 instead.
    virtual void send(Frame frame) = 0;
    void send(std::string text) { send(make_frame(std::move(text))); }

    // What is still queued is dropped: whoever comes back has his cursor.
    virtual void close(CloseCode code) = 0;
};

using SessionPtr = std::shared_ptr<Session>;

}  // namespace millrace::ws
