#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "api/http/observer.hpp"
#include "api/http/server.hpp"

// For tests only.
namespace millrace::http {

// Remembers what it heard, and lets a test wait for it.
class Listener final : public Observer {
public:
    void connection_opened() override {
        change([&] { ++opened; });
    }
    void connection_closed() override {
        change([&] { ++closed; });
    }
    void connection_refused() override {
        change([&] { ++refused_connections; });
    }
    void request_served(const Served& served) override {
        change([&] {
            this->served.push_back(std::string(to_text(served.method)) + " " + std::string(served.route) + " " +
                                   std::to_string(served.status));
        });
    }
    void request_refused(std::string_view code) override {
        change([&] { refused.emplace_back(code); });
    }
    void handler_failed(std::string_view, std::string_view what) override {
        change([&] { failures.emplace_back(what); });
    }
    void socket_opened() override {
        change([&] { ++sockets; });
    }
    void socket_closed(int code) override {
        change([&] { socket_codes.push_back(code); });
    }

    // False after twenty seconds: the test has failed but does not hang.
    template <class Condition>
    bool wait_until(Condition condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return condition(*this); });
    }
    template <class Read>
    auto look(Read read) {
        const std::scoped_lock lock(mutex_);
        return read(*this);
    }

    int opened = 0;
    int closed = 0;
    int refused_connections = 0;
    int sockets = 0;
    std::vector<std::string> served;
    std::vector<std::string> refused;
    std::vector<std::string> failures;
    std::vector<int> socket_codes;

private:
    template <class Change>
    void change(Change change) {
        {
            const std::scoped_lock lock(mutex_);
            change();
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
};

// Keeps responders until the test answers them, as a runtime does that commits first.
class Waiting {
public:
    Handler handler() {
        return [this](const Request&, const Responder& responder) {
            {
                const std::scoped_lock lock(mutex_);
                responders_.push_back(responder);
            }
            came_.notify_one();
        };
    }
    // Fewer than that after twenty seconds.
    std::vector<Responder> take(std::size_t count) {
        std::unique_lock lock(mutex_);
        came_.wait_for(lock, std::chrono::seconds(20), [&] { return responders_.size() >= count; });
        return std::exchange(responders_, {});
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<Responder> responders_;
};

// A server on a free port, with an exact clock tick and a listener.
struct TestServer {
    std::shared_ptr<Listener> listener = std::make_shared<Listener>();
    std::unique_ptr<Server> server;

    explicit TestServer(Router router, Options options = {}) {
        options.listen.port = 0;
        options.timeouts.tick = milliseconds(2);
        options.observer = listener;
        server = std::move(Server::start(std::move(options), std::move(router))).value();
    }
    std::uint16_t port() const { return server->port(); }
};

}  // namespace millrace::http
