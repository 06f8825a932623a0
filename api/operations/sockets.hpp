#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "api/http/router.hpp"
#include "api/operations/services.hpp"
#include "runtime/desk/ids.hpp"

namespace millrace::api {

// The WebSockets of people and visitors, fed with the desk's events as they are committed.
class Sockets {
public:
    explicit Sockets(Services& services);
    ~Sockets();

    void attach(http::Router& router) const;
    // People of the desk who have a socket here now.
    std::set<std::pair<OrgId, std::string>> connected() const;
    // Conversations whose visitor has one.
    std::set<std::pair<OrgId, desk::ConversationId>> visitors() const;
    // Says goodbye to everybody: the server stops.
    std::size_t count() const;  // open ones
    void close_all() const;

private:
    class Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace millrace::api
