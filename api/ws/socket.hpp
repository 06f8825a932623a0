#pragma once

#include <memory>

#include "api/http/upgrade.hpp"
#include "api/ws/endpoint.hpp"
#include "api/ws/registry.hpp"

namespace millrace::ws {

// What all sockets of an endpoint share.
struct Shared {
    Options options;
    Handlers handlers;
    Registry registry;
};

// Authenticates, shakes hands, and serves the socket until it ends. On the upgrade's loop.
void open_socket(const std::shared_ptr<Shared>& shared, http::Upgrade upgrade);

}  // namespace millrace::ws
