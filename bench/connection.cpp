#include "bench/connection.hpp"

#include <array>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace millrace::bench {

void give_up(const std::string& what) {
    fmt::print(stderr, "millrace bench: {}\n", what);
    std::exit(1);
}

std::string get(const std::string& target, const std::string& token) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\r\n", target, token);
}

std::string post(const std::string& target, const std::string& token, const std::string& body) {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}", target,
        token.empty() ? "" : "Authorization: Bearer " + token + "\r\n", body.size(), body);
}

Connection::Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        give_up("expected the server to be there, but there is no connection");
    }
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() {
    close(socket_);
}

void Connection::send(const std::string& request) {
    asked_ = steady_clock::now();
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
        give_up("expected to send a whole request, but the connection is full or closed");
    }
}

bool Connection::receive() {
    std::array<char, 16'384> bytes;
    const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
    if (got <= 0) {
        give_up("expected an answer, but the server closed the connection");
    }
    answer_.append(bytes.data(), static_cast<std::size_t>(got));
    const auto head = answer_.find("\r\n\r\n");
    if (head == std::string::npos) {
        return false;
    }
    if (answer_.rfind("HTTP/1.1 101", 0) == 0) {
        return true;
    }
    const auto length = answer_.find("Content-Length: ");
    if (length == std::string::npos || length > head) {
        give_up("expected an answer with its length, but got " + answer_.substr(0, head));
    }
    return answer_.size() >= head + 4 + std::stoul(answer_.substr(length + 16));
}

std::string asked(int port, const std::string& request) {
    Connection connection(port);
    connection.send(request);
    while (!connection.receive()) {
    }
    return connection.take();
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const auto from = text.find(begin);
    const auto to = from == std::string::npos ? from : text.find(end, from + begin.size());
    return to == std::string::npos ? "" : text.substr(from + begin.size(), to - from - begin.size());
}

}  // namespace millrace::bench
