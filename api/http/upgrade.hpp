#pragma once

#include <memory>

#include "api/http/descriptor.hpp"
#include "api/http/request.hpp"

namespace millrace::http {

class Loop;
class Observer;

// A connection that asks to become a WebSocket, handed over whole: the handshake has been read and looked at (GET,
// HTTP/1.1, Upgrade, version 13, a key), not answered.
struct Upgrade {
    Request request;
    Descriptor socket;
    std::shared_ptr<Loop> loop;  // it stays on its thread
    std::shared_ptr<void> slot;  // its place among connections_max; give it back by letting go
    std::shared_ptr<Observer> observer;
};

}  // namespace millrace::http
