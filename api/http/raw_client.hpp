#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/descriptor.hpp"
#include "api/http/headers.hpp"
#include "engine/base/assert.hpp"

// For tests only: a client that sends exactly the bytes it is given, as no library would.
namespace millrace::http {

struct RawAnswer {
    int status = 0;  // 0: the connection ended before a whole answer
    Headers headers;
    std::string body;

    std::string header(std::string_view name) const { return std::string(headers.find(name).value_or("")); }
};

class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        MILLRACE_ASSERT(socket_.get() >= 0);
        // A test that waits this long has failed, but says so instead of hanging.
        const timeval patience{.tv_sec = 20, .tv_usec = 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    bool connected() const { return connected_; }

    // False when the server has gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void finish_sending() { ::shutdown(socket_.get(), SHUT_WR); }
    void close() { socket_ = Descriptor(); }

    // One answer, whatever its status; a body is read only if the request's method was not HEAD.
    RawAnswer read(bool with_body = true) {
        std::size_t end = 0;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
            if (!receive()) {
                return {};
            }
        }
        RawAnswer answer = parse_head(received_.substr(0, end + 2));
        received_.erase(0, end + 4);
        const std::size_t length = with_body ? std::strtoull(answer.header("content-length").c_str(), nullptr, 10) : 0;
        while (received_.size() < length) {
            if (!receive()) {
                return {};
            }
        }
        answer.body = received_.substr(0, length);
        received_.erase(0, length);
        return answer;
    }

    // All that comes until the server closes.
    std::string read_to_end() {
        while (receive()) {
        }
        return std::exchange(received_, {});
    }
    // The server has closed, and nothing more came before.
    bool is_at_end() { return received_.empty() && !receive(); }
    // Something to read, or the end, within this time.
    bool has_news(int within_ms) {
        pollfd wanted{.fd = socket_.get(), .events = POLLIN, .revents = 0};
        return !received_.empty() || ::poll(&wanted, 1, within_ms) > 0;
    }

    RawAnswer ask(std::string_view request) {
        send(request);
        return read();
    }

private:
    bool receive() {
        char bytes[16384];
        const ssize_t count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
        if (count <= 0) {
            return false;
        }
        received_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    static RawAnswer parse_head(std::string_view head) {
        RawAnswer answer;
        MILLRACE_ASSERT(head.substr(0, 9) == "HTTP/1.1 ");
        answer.status = std::atoi(std::string(head.substr(9, 3)).c_str());
        head.remove_prefix(head.find("\r\n") + 2);
        while (!head.empty()) {
            const std::string_view line = head.substr(0, head.find("\r\n"));
            const std::size_t colon = line.find(": ");
            answer.headers.add(line.substr(0, colon), line.substr(colon + 2));
            head.remove_prefix(line.size() + 2);
        }
        return answer;
    }

    Descriptor socket_;
    bool connected_ = false;
    std::string received_;
};

// A request without a body, to a server that closes after it or not.
inline std::string get(std::string_view target, std::string_view more_headers = {}) {
    return std::string("GET ").append(target).append(" HTTP/1.1\r\nHost: t\r\n").append(more_headers).append("\r\n");
}
inline std::string post(std::string_view target, std::string_view body, std::string_view more_headers = {}) {
    return std::string("POST ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: t\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n")
        .append(more_headers)
        .append("\r\n")
        .append(body);
}

}  // namespace millrace::http
