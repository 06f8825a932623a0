// Runs of five Lua nodes over HTTP, started and finished, one POST with ?wait=1000 each: a server of its own, and 64
// connections that share the machine's cores with it.

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>

#include <sys/epoll.h>
#include <unistd.h>

#include "bench/bench.hpp"
#include "bench/child.hpp"
#include "bench/connection.hpp"
#include "bench/figure.hpp"
#include "bench/flows.hpp"

namespace millrace::bench {
namespace {

constexpr int connections = 64;
constexpr auto password = "only-for-this-bench";

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
