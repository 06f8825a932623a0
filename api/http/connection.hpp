#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/http/answer.hpp"
#include "api/http/descriptor.hpp"
#include "api/http/loop.hpp"
#include "api/http/options.hpp"
#include "api/http/router.hpp"

namespace millrace::http {

class Observer;

// What all connections of a server share, unchanged while it runs.
struct Site {
    Options options;
    Router router;
    std::shared_ptr<Observer> observer;  // never null
};

// One client's connection, from accept to close, on one loop. Requests are read, handled and answered one after the
// other; a pipelined one waits its turn in the buffer.
class Connection : public Watched {
public:
    // On the loop's thread. Takes care of itself from here on.
    static void serve(std::shared_ptr<Loop> loop, std::shared_ptr<const Site> site, Descriptor socket,
                      std::string remote_address, std::shared_ptr<void> slot);
    // Says 503 and goes.
    static void refuse(std::shared_ptr<Loop> loop, std::shared_ptr<const Site> site, Descriptor socket,
                       std::shared_ptr<void> slot);

    // On the loop's thread: the answer to the request of that number. One that is no longer waited for is dropped.
    virtual void deliver(std::uint64_t request, Answer answer) = 0;
    // The request's handler let go of its responder; on the loop's thread too.
    virtual void abandon(std::uint64_t request) = 0;
    // Its handler is on the stack, so an answer can be taken in place. On the loop's thread.
    bool in_handler() const { return in_handler_; }
    const std::shared_ptr<Loop>& loop() const { return loop_; }

protected:
    explicit Connection(std::shared_ptr<Loop> loop) : loop_(std::move(loop)) {}

    const std::shared_ptr<Loop> loop_;
    bool in_handler_ = false;
};

}  // namespace millrace::http
