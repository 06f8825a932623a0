#pragma once

#include <cstdint>
#include <memory>

#include "api/http/options.hpp"
#include "api/http/responder.hpp"
#include "api/http/router.hpp"
#include "engine/base/result.hpp"

namespace millrace::http {

// HTTP/1.1 on one address. Connections are spread over the I/O threads and stay where they are.
class Server {
public:
    // Listens and serves at once. "listen.in_use" and "listen.failed" name the address and --listen.
    static Result<std::unique_ptr<Server>> start(Options options, Router router);
    // Stops without grace.
    ~Server();

    std::uint16_t port() const;

    // Accepts nothing more, lets what is being answered finish for as long as `grace`, closes the rest. Returns when
    // the I/O threads have ended. Not from one of them.
    void stop(Duration grace);

private:
    struct Machine;
    explicit Server(std::unique_ptr<Machine> machine);

    std::unique_ptr<Machine> machine_;
};

}  // namespace millrace::http
