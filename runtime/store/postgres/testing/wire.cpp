#include "runtime/store/postgres/testing/wire.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/assert.hpp"

namespace millrace::store::postgres::testing {
namespace {

// https://www.postgresql.org/docs/15/protocol-message-formats.html
constexpr std::string_view sync{"S\0\0\0\4", 5};
constexpr std::string_view ready{"Z\0\0\0\5", 5};

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

int connected_to(int port) {
    const int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(socket_);
        return -1;
    }
    return socket_;
}

// What there is now; empty when the other side has ended.
std::string some_of(int from) {
    char bytes[65'536];
    const ssize_t count = recv(from, bytes, sizeof bytes, 0);
    return {bytes, count > 0 ? static_cast<std::size_t>(count) : 0};
}

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool ends_with_sync(std::string_view bytes) {
    return bytes.size() >= sync.size() && bytes.substr(bytes.size() - sync.size()) == sync;
}

}  // namespace

Wire::Wire(const std::string& url) : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const std::size_t at = url.find('@');
    const std::size_t colon = url.find(':', at == std::string::npos ? url.find("//") : at);
    const std::size_t end = std::min(url.find('/', colon), url.size());
    MILLRACE_ASSERT(colon != std::string::npos);
    port_ = std::stoi(url.substr(colon + 1, end - colon - 1));

    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    MILLRACE_ASSERT(bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    MILLRACE_ASSERT(listen(listener_, 16) == 0);
    MILLRACE_ASSERT(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    url_ = url.substr(0, colon + 1) + std::to_string(ntohs(address.sin_port)) + url.substr(end);
    acceptor_ = std::thread([this] { accept_all(); });
}

Wire::~Wire() {
    over_ = true;
    acceptor_.join();
    for (std::thread& carrier : carriers_) {
        carrier.join();
    }
    close(listener_);
    if (late_server_ >= 0) {
        close(late_server_);
    }
}

void Wire::make_late(std::string word) {
    const std::lock_guard lock(mutex_);
    word_ = std::move(word);
}

std::optional<std::string> Wire::answer_to_late() const {
    const std::lock_guard lock(mutex_);
    return answer_;
}

void Wire::accept_all() {
    while (!over_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0) {
            continue;
        }
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = connected_to(port_);
        if (client < 0 || server < 0) {
            close(client);
            close(server);
            continue;
        }
        carriers_.emplace_back([this, client, server] { carry(client, server); });
    }
}

void Wire::carry(int client, int server) {
    bool keep_server = false;
    while (!over_) {
        pollfd ends[]{{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (poll(ends, 2, 20) <= 0) {
            continue;
        }
        if (ends[1].revents != 0) {
            const std::string answer = some_of(server);
            if (answer.empty() || !send_all(client, answer)) {
                break;
            }
        }
        if (ends[0].revents != 0) {
            const std::string request = some_of(client);  // whole, if it is short: libpq sends it at once
            if (request.empty() || !pass(request, server, keep_server)) {
                break;
            }
        }
    }
    close(client);
    if (!keep_server) {
        close(server);
    }
}

bool Wire::pass(const std::string& request, int server, bool& keep_server) {
    const std::lock_guard lock(mutex_);
    if (!word_.empty() && request.find(word_) != std::string::npos) {
        if (late_.empty()) {
            late_ = request;
            late_server_ = server;
            keep_server = true;
            return false;
        }
        word_.clear();
        MILLRACE_ASSERT(ends_with_sync(late_) && send_all(late_server_, late_));
        std::string answer;
        while (answer.find(ready) == std::string::npos) {
            const std::string more = some_of(late_server_);
            if (more.empty()) {
                break;
            }
            answer += more;
        }
        answer_ = answer;
    }
    return send_all(server, request);
}

}  // namespace millrace::store::postgres::testing
