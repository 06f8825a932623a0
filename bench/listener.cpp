#include "bench/listener.hpp"

#include <array>

#include <poll.h>
#include <sys/socket.h>

namespace millrace::bench {

Listener::Listener(int port, const std::string& path, const std::string& token) : connection_(port) {
    connection_.send(
        fmt::format("GET {}?token={} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                    path, token));
    while (!connection_.receive()) {
    }
    const std::string answer = connection_.take();
    if (answer.rfind("HTTP/1.1 101", 0) != 0) {
        give_up("expected a WebSocket, but got " + answer);
    }
    left_ = answer.substr(answer.find("\r\n\r\n") + 4);
}

void Listener::say(std::string_view text) const {
    MILLRACE_ASSERT(text.size() < 126);
    std::string frame{static_cast<char>(0x81), static_cast<char>(0x80 | text.size())};
    frame.append(4, '\0');  // a mask that changes nothing
    frame.append(text);
    if (send(socket(), frame.data(), frame.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(frame.size())) {
        give_up("expected to be heard, but the server closed the WebSocket");
    }
}

void Listener::wait(int ms) const {
    pollfd what{socket(), POLLIN, 0};
    poll(&what, 1, ms);
}

void Listener::read(const std::function<void(std::string_view)>& heard) {
    std::array<char, 65'536> bytes;
    const ssize_t got = recv(socket(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got == 0) {
        give_up("expected frames, but the server closed the WebSocket");
    }
    left_.append(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    std::size_t at = 0;
    while (left_.size() >= at + 2) {
        const auto byte = [&](std::size_t i) {
            return static_cast<std::size_t>(static_cast<unsigned char>(left_[at + i]));
        };
        std::size_t size = byte(1) & 0x7f;
        std::size_t head = 2;
        if (size == 126) {
            head = 4;
            if (left_.size() < at + head) {
                break;
            }
            size = (byte(2) << 8) | byte(3);
        }
        if (size == 127 || left_.size() < at + head + size) {
            break;
        }
        heard(std::string_view(left_).substr(at + head, size));
        at += head + size;
    }
    left_.erase(0, at);
}

}  // namespace millrace::bench
