// How soon a thousand connected clients hear of what happened: from the commit to the frame at the client, over the
// loopback, with load, clients and server on the same cores.

#include <array>
#include <filesystem>
#include <memory>
#include <string_view>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/bench.hpp"
#include "bench/child.hpp"
#include "bench/listener.hpp"

namespace millrace::bench {
namespace {

constexpr auto sockets_password = "only-for-this-bench";
constexpr int messages_a_second = 200;
constexpr int staff = 50;  // who hear of every conversation

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// "2026-01-05T09:00:00.123Z" or without a fraction, of today.
std::int64_t ms_of(std::string_view text) {
    std::tm time{};
    int ms = 0;
    if (std::sscanf(std::string(text).c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &time.tm_year, &time.tm_mon, &time.tm_mday,
                    &time.tm_hour, &time.tm_min, &time.tm_sec, &ms) < 6) {
        give_up("expected a frame with its time, but got " + std::string(text));
    }
    time.tm_year -= 1900;
    time.tm_mon -= 1;
    return static_cast<std::int64_t>(timegm(&time)) * 1000 + ms;
}

// Adds how long each message was on its way.
void read_messages(Listener& listener, std::vector<double>& took_ms) {
    const std::int64_t now = now_ms();
    listener.read([&](std::string_view text) {
        if (text.find(R"("type":"message.received")") != std::string_view::npos) {
            took_ms.push_back(static_cast<double>(
                std::max<std::int64_t>(0, now - ms_of(between(std::string(text), R"("at":")", "\"")))));
        }
    });
}

struct Visitor {
    std::string id;
    std::string token;
};

}  // namespace

void sockets(const Wish& wish) {
    const int clients = wish.quick ? 100 : 1'000;
    const std::string folder = wish.folder + "/sockets";
    std::filesystem::create_directories(folder);
    setenv("MILLRACE_DEMO_PASSWORD", sockets_password, 1);
    Child server({"serve", "--data", folder, "--listen", "127.0.0.1:0", "--demo"}, Child::Says::to_us);
    std::string address;
    for (std::string line = server.line(); address.empty() && !line.empty();
         line = address.empty() ? server.line() : line) {
        address = between(line + "\n", "listening on http://127.0.0.1:", "\n");
    }
    if (address.empty()) {
        give_up("expected the server to listen, but it does not");
    }
    const int port = std::stoi(address);
    const std::string login = fmt::format(R"({{"email":"admin@demo.test","password":"{}"}})", sockets_password);
    const std::string admin = between(asked(port, post("/api/auth/login", "", login)), R"("token":")", "\"");

    std::vector<Visitor> visitors;
    std::vector<std::unique_ptr<Listener>> listeners;
    const int waiting = epoll_create1(0);
    const auto listen = [&](const std::string& path, const std::string& token) {
        listeners.push_back(std::make_unique<Listener>(port, path, token));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = listeners.back().get();
        epoll_ctl(waiting, EPOLL_CTL_ADD, listeners.back()->socket(), &event);
    };
    for (int i = 0; i < clients - staff; ++i) {
        const std::string begun = asked(port, post("/api/chat/web/conversations", "", "{}"));
        visitors.push_back({between(begun, R"("conversation_id":")", "\""), between(begun, R"("token":")", "\"")});
        if (visitors.back().id.empty()) {
            give_up("expected a conversation, but got " + begun);
        }
        // Asking for a person brings each to where nothing but the desk answers.
        asked(port, post("/api/chat/conversations/" + visitors.back().id + "/human", visitors.back().token, "{}"));
        listen("/ws/chat", visitors.back().token);
    }
    for (int i = 0; i < staff; ++i) {
        listen("/ws", admin);
    }
    say("{} clients listen", clients);

    Connection writer(port);
    int number = 0;
    const auto measure = [&](double seconds) {
        std::vector<double> took_ms;
        const auto began = steady_clock::now();
        int sent = 0;
        bool asking = false;
        while (seconds_since(began) < seconds + 0.5) {
            const bool due =
                seconds_since(began) < seconds && sent < static_cast<int>(seconds_since(began) * messages_a_second);
            if (due && !asking) {
                const Visitor& visitor = visitors[static_cast<std::size_t>(number) % visitors.size()];
                writer.send(post("/api/chat/conversations/" + visitor.id + "/messages", visitor.token,
                                 fmt::format(R"({{"id":"m{}","text":"Is anybody there?"}})", number)));
                ++number;
                ++sent;
                asking = true;
            }
            std::array<epoll_event, 256> ready;
            const int count = epoll_wait(waiting, ready.data(), static_cast<int>(ready.size()), 0);
            for (int i = 0; i < count; ++i) {
                read_messages(*static_cast<Listener*>(ready[static_cast<std::size_t>(i)].data.ptr), took_ms);
            }
            if (asking) {
                char peeked = 0;
                if (recv(writer.socket(), &peeked, 1, MSG_PEEK | MSG_DONTWAIT) > 0 && writer.receive()) {
                    if (const std::string answer = writer.take(); answer.rfind("HTTP/1.1 202", 0) != 0) {
                        give_up("expected every message to be taken, but got " + answer);
                    }
                    asking = false;
                }
            } else if (count == 0) {
                epoll_wait(waiting, ready.data(), 1, 1);
            }
        }
        if (took_ms.size() < static_cast<std::size_t>(sent) * staff) {
            give_up(fmt::format("expected {} frames at least, but {} came", sent * staff, took_ms.size()));
        }
        return percentile(took_ms, 95);
    };
    report("sockets_heard_p95", "ms", [&] { return measure(wish.seconds); });
    close(waiting);
}

}  // namespace millrace::bench
