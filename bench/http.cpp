// Runs of five Lua nodes over HTTP, started and finished, one POST with ?wait=1000 each: a server of its own, and 64
// connections that share the machine's cores with it.

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/bench.hpp"
#include "bench/child.hpp"
#include "bench/figure.hpp"
#include "bench/flows.hpp"

namespace millrace::bench {
namespace {

constexpr int connections = 64;
constexpr auto password = "only-for-this-bench";

[[noreturn]] void give_up(const std::string& what) {
    fmt::print(stderr, "millrace bench: {}\n", what);
    std::exit(1);
}

std::string post(const std::string& target, const std::string& token, const std::string& body) {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}", target,
        token.empty() ? "" : "Authorization: Bearer " + token + "\r\n", body.size(), body);
}

// One request after the other, each answered before the next.
class Connection {
public:
    explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
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
    ~Connection() { close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int socket() const { return socket_; }
    void send(const std::string& request) {
        asked_ = steady_clock::now();
        if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
            give_up("expected to send a whole request, but the connection is full or closed");
        }
    }
    // Reads what is there; true when the answer is whole.
    bool receive() {
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
        const auto length = answer_.find("Content-Length: ");
        if (length == std::string::npos || length > head) {
            give_up("expected an answer with its length, but got " + answer_.substr(0, head));
        }
        return answer_.size() >= head + 4 + std::stoul(answer_.substr(length + 16));
    }
    std::string take() { return std::exchange(answer_, {}); }
    double took_ms() const { return std::chrono::duration<double, std::milli>(steady_clock::now() - asked_).count(); }

private:
    int socket_;
    std::string answer_;
    steady_clock::time_point asked_;
};

std::string asked(int port, const std::string& request) {
    Connection connection(port);
    connection.send(request);
    while (!connection.receive()) {
    }
    return connection.take();
}

struct Load {
    double a_second = 0;
    double p99_ms = 0;
};

Load load(int port, const std::string& request, double seconds) {
    const int waiting = epoll_create1(0);
    std::vector<std::unique_ptr<Connection>> all;
    for (int i = 0; i < connections; ++i) {
        all.push_back(std::make_unique<Connection>(port));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = all.back().get();
        epoll_ctl(waiting, EPOLL_CTL_ADD, all.back()->socket(), &event);
    }
    const auto began = steady_clock::now();
    std::vector<double> took_ms;
    int out = 0;
    for (const auto& connection : all) {
        connection->send(request);
        ++out;
    }
    while (out > 0) {
        std::array<epoll_event, connections> ready;
        const int count = epoll_wait(waiting, ready.data(), connections, 10'000);
        if (count <= 0) {
            give_up("expected answers, but none came for ten seconds");
        }
        for (int i = 0; i < count; ++i) {
            auto& connection = *static_cast<Connection*>(ready[static_cast<std::size_t>(i)].data.ptr);
            if (!connection.receive()) {
                continue;
            }
            if (const std::string answer = connection.take(); answer.rfind("HTTP/1.1 201", 0) != 0) {
                give_up("expected every run to be answered with 201, but got " + answer);
            }
            took_ms.push_back(connection.took_ms());
            --out;
            if (seconds_since(began) < seconds) {
                connection.send(request);
                ++out;
            }
        }
    }
    const double a_second = static_cast<double>(took_ms.size()) / seconds_since(began);
    close(waiting);
    return {a_second, percentile(took_ms, 99)};
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const auto from = text.find(begin);
    const auto to = from == std::string::npos ? from : text.find(end, from + begin.size());
    return to == std::string::npos ? "" : text.substr(from + begin.size(), to - from - begin.size());
}

}  // namespace

void http(const Wish& wish) {
    const std::string folder = wish.folder + "/http";
    std::filesystem::create_directories(folder);
    const std::string flow = folder + "/five_lua_nodes.json";
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        if (embedded_files[i].name == "flows/five_lua_nodes.json") {
            std::ofstream(flow) << embedded_files[i].bytes;
        }
    }
    const std::vector<std::string> place = wish.store.empty() ? std::vector<std::string>{"--data", folder + "/data"}
                                                              : std::vector<std::string>{"--store", wish.store};
    if (wish.store.empty()) {
        std::filesystem::create_directories(folder + "/data");
    }
    const auto in_place = [&](std::vector<std::string> words) {
        words.insert(words.end(), place.begin(), place.end());
        return words;
    };
    run_child(in_place({"org", "add", "bench"}), Child::Says::to_us);
    run_child(in_place({"user", "add", "admin@bench.test", "--role", "admin", "--password", password}),
              Child::Says::to_us);
    run_child(in_place({"publish", flow}), Child::Says::to_us);
    Child server(in_place({"serve", "--listen", "127.0.0.1:0"}), Child::Says::to_us);
    const std::string address = between(server.line() + "\n", "listening on http://127.0.0.1:", "\n");
    if (address.empty()) {
        give_up("expected the server to listen, but it does not");
    }
    const int port = std::stoi(address);

    const std::string login = fmt::format(R"({{"email":"admin@bench.test","password":"{}"}})", password);
    const std::string token = between(asked(port, post("/api/auth/login", "", login)), R"("token":")", "\"");
    const std::string request = post("/api/flows/five/runs?wait=1000", token, R"({"input": {}})");
    // One run, looked at: what is fast but wrong is not worth a figure.
    if (const std::string shown = asked(port, request); shown.find(R"("sum":5)") == std::string::npos) {
        give_up("expected a finished run with the sum 5, but got " + shown);
    }
    load(port, request, wish.seconds);
    std::vector<double> a_second;
    std::vector<double> p99_ms;
    for (int i = 0; i < 5; ++i) {
        const Load seen = load(port, request, wish.seconds);
        a_second.push_back(seen.a_second);
        p99_ms.push_back(seen.p99_ms);
    }
    const std::string in = wish.store.empty() ? "" : "postgres_";
    print_figure(in + "http_runs", "req/s", a_second);
    print_figure(in + "http_runs_p99", "ms", p99_ms);
}

}  // namespace millrace::bench
