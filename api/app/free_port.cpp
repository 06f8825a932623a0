#include "api/app/free_port.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/options.hpp"

namespace millrace::app {

Status settle_port(std::string& listen) {
    const auto address = http::parse_listen(listen);
    if (!address) {
        return address.error();
    }
    if (address->port != 0) {
        return {};
    }
    const bool six = address->host.find(':') != std::string::npos;
    const int socket = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_storage any{};
    any.ss_family = six ? AF_INET6 : AF_INET;
    void* host = six ? static_cast<void*>(&reinterpret_cast<sockaddr_in6&>(any).sin6_addr)
                     : static_cast<void*>(&reinterpret_cast<sockaddr_in&>(any).sin_addr);
    socklen_t size = sizeof(any);
    const bool found =
        inet_pton(any.ss_family, address->host.c_str(), host) == 1 &&
        ::bind(socket, reinterpret_cast<sockaddr*>(&any), six ? sizeof(sockaddr_in6) : sizeof(sockaddr_in)) == 0 &&
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&any), &size) == 0;
    const int port =
        ntohs(six ? reinterpret_cast<sockaddr_in6&>(any).sin6_port : reinterpret_cast<sockaddr_in&>(any).sin_port);
    ::close(socket);
    if (!found) {
        return Error{"listen.failed",
                     "expected a free port at " + address->host + " but the machine gives none: try another --listen"};
    }
    listen = listen.substr(0, listen.rfind(':') + 1) + std::to_string(port);
    return {};
}

}  // namespace millrace::app
