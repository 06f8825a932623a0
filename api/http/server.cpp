#include "api/http/server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <thread>
#include <vector>

#include "api/http/connection.hpp"
#include "api/http/observer.hpp"
#include "engine/base/assert.hpp"

namespace millrace::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Those over connections_max still get their 503, but not without end either.
constexpr std::size_t refusals_max = 256;

std::string address_of(const sockaddr_storage& peer) {
    char text[INET6_ADDRSTRLEN] = {};
    if (peer.ss_family == AF_INET) {
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, text, sizeof text);
    } else if (peer.ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr, text, sizeof text);
    }
    // A dual-stack socket shows an IPv4 caller as ::ffff:10.0.0.1; the throttle and the log want one name for one.
    const std::string_view mapped = "::ffff:";
    return std::string_view(text).substr(0, mapped.size()) == mapped ? text + mapped.size() : text;
}

// Takes connections and deals them out in turn.
class Gate final : public std::enable_shared_from_this<Gate> {
public:
    Gate(std::vector<std::shared_ptr<Loop>> loops, std::shared_ptr<const Site> site)
        : loops_(std::move(loops)), site_(std::move(site)), acceptor_(loops_[0]->io()), pause_(loops_[0]->io()) {}

    Status open() {
        const ListenAddress& listen = site_->options.listen;
        error_code error;
        const auto address = asio::ip::make_address(listen.host, error);
        if (error) {
            return Error{"listen.malformed",
                         fmt::format("expected an IP address to listen on but got '{}' (see --listen)", listen.host)};
        }
        const asio::ip::tcp::endpoint endpoint(address, listen.port);
        acceptor_.open(endpoint.protocol(), error);
        if (!error) {
            acceptor_.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
            acceptor_.bind(endpoint, error);
        }
        if (!error) {
            acceptor_.listen(1024, error);
        }
        if (!error) {
            acceptor_.non_blocking(true, error);
        }
        if (error == asio::error::address_in_use) {
            return Error{"listen.in_use",
                         fmt::format("expected {}:{} to be free but another program listens there; choose "
                                     "another with --listen HOST:PORT",
                                     listen.host, listen.port)};
        }
        if (error) {
            return Error{"listen.failed",
                         fmt::format("expected to listen on {}:{} but: {}; choose another with --listen "
                                     "HOST:PORT",
                                     listen.host, listen.port, error.message())};
        }
        port_ = acceptor_.local_endpoint().port();
        return {};
    }

    void await() {
        acceptor_.async_wait(asio::ip::tcp::acceptor::wait_read, [self = shared_from_this()](error_code error) {
            if (!error) {
                self->accept_all();
            }
        });
    }

    void close() {
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
    }

    std::uint16_t port() const { return port_; }

private:
    void accept_all() {
        // A burst is taken in slices, so that the connections of this thread are not kept waiting.
        for (int i = 0; i < 64; ++i) {
            sockaddr_storage peer{};
            socklen_t size = sizeof peer;
            Descriptor socket(::accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size,
                                        SOCK_NONBLOCK | SOCK_CLOEXEC));
            if (socket.get() < 0) {
                if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                    return rest();
                }
                break;
            }
            deal(std::move(socket), address_of(peer));
        }
        await();
    }

    // Out of descriptors or memory: those who wait stay in the backlog until something has closed.
    void rest() {
        pause_.expires_after(std::chrono::milliseconds(50));
        pause_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) {
                self->await();
            }
        });
    }

    void deal(Descriptor socket, std::string remote_address) {
        const std::size_t open = ++*open_;
        std::shared_ptr<void> slot(open_.get(), [open = open_](void*) { --*open; });
        const std::size_t max = site_->options.connections_max;
        if (open > max + refusals_max) {
            site_->observer->connection_refused();
            return;
        }
        const auto& loop = loops_[next_++ % loops_.size()];
        auto shared = std::make_shared<Descriptor>(std::move(socket));
        if (open > max) {
            loop->post(
                [loop, site = site_, shared, slot] { Connection::refuse(loop, site, std::move(*shared), slot); });
        } else {
            loop->post([loop, site = site_, shared, slot, remote_address = std::move(remote_address)] {
                Connection::serve(loop, site, std::move(*shared), remote_address, slot);
            });
        }
    }

    const std::vector<std::shared_ptr<Loop>> loops_;
    const std::shared_ptr<const Site> site_;
    const std::shared_ptr<std::atomic<std::size_t>> open_ = std::make_shared<std::atomic<std::size_t>>(0);
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::uint16_t port_ = 0;
    std::size_t next_ = 0;
};

}  // namespace

struct Server::Machine {
    std::vector<std::shared_ptr<Loop>> loops;
    std::shared_ptr<Gate> gate;
    std::vector<std::thread> threads;
};

Result<std::unique_ptr<Server>> Server::start(Options options, Router router) {
    MILLRACE_ASSERT(options.threads > 0);
    auto machine = std::make_unique<Machine>();
    for (int i = 0; i < options.threads; ++i) {
        machine->loops.push_back(std::make_shared<Loop>(options.timeouts.tick));
    }
    auto observer = options.observer ? options.observer : std::make_shared<Observer>();
    const auto site = std::make_shared<const Site>(
        Site{.options = std::move(options), .router = std::move(router), .observer = std::move(observer)});
    machine->gate = std::make_shared<Gate>(machine->loops, site);
    if (auto opened = machine->gate->open(); !opened) {
        return opened.error();
    }
    machine->gate->await();
    for (const auto& loop : machine->loops) {
        machine->threads.emplace_back([loop] { loop->run(); });
    }
    return std::unique_ptr<Server>(new Server(std::move(machine)));
}

Server::Server(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}
Server::~Server() {
    stop(Duration{});
}

std::uint16_t Server::port() const {
    return machine_->gate->port();
}

void Server::stop(Duration grace) {
    for (const auto& loop : machine_->loops) {
        MILLRACE_ASSERT(!loop->is_current());
    }
    machine_->loops[0]->post([gate = machine_->gate] { gate->close(); });
    for (const auto& loop : machine_->loops) {
        loop->stop(grace);
    }
    for (auto& thread : machine_->threads) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

}  // namespace millrace::http
