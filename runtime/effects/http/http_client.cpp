#include "runtime/effects/http/http_client.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "runtime/effects/http/hop.hpp"

namespace millrace::effects {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr int redirects_max = 5;
constexpr int informational_max = 8;
constexpr std::uint32_t header_bytes_max = 32 * 1024;
// How long one address of several may keep us from the next.
constexpr auto connect_limit = std::chrono::seconds(3);

bool is_address(const std::string& host) {
    boost::system::error_code code;
    asio::ip::make_address(host, code);
    return !code;
}

HttpError::Kind kind_of(const Error& error) {
    return error.code == "http.blocked" || error.code == "http.redirect" ? HttpError::Kind::blocked
                                                                         : HttpError::Kind::invalid;
}

// What all exchanges of a client share. One thread runs `io`; `resolving` is for calls that block, and goes first in
// the end, since the exchanges that it holds have their timers in `io`.
struct Workshop {
    const HttpClient::Settings settings;
    asio::ssl::context tls;
    asio::io_context io;
    asio::thread_pool resolving;
};

// One request from its URL to its reply: check, resolve, connect, shake hands, write, read; with each redirect again.
// It keeps itself alive by the operation it waits for, and ends with exactly one call of `done`.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Workshop& workshop, HttpRequest request, std::function<void(HttpReply)> done);
    void start();

private:
    using Tcp = beast::tcp_stream;
    using Tls = beast::ssl_stream<beast::tcp_stream>;
    using Code = boost::system::error_code;

    void resolve();
    void resolved(Result<std::vector<std::string>> addresses);
    void connect();
    void connected(Code code);
    void shake_hands();
    void write();
    void read();
    void has_read(Code code);
    void follow(const HttpReply& redirect);

    void finish(HttpReply reply);
    void fail(HttpError::Kind kind, std::string message);
    void read_failed(Code code);

    // The handler of an asynchronous step: nothing happens if the exchange ended meanwhile, by its time limit.
    template <class Next>
    auto then(Next next) {
        return [self = shared_from_this(), next](auto&&... results) {
            if (self->done_) {
                next(*self, results...);
            }
        };
    }
    // Calls with the stream that is in use, plain or TLS.
    template <class Use>
    void with_stream(Use&& use) {
        tls_ ? use(*tls_) : use(*plain_);
    }
    Tcp& tcp();

    Workshop& workshop_;
    const HttpRequest request_;
    std::function<void(HttpReply)> done_;  // empty once called
    asio::steady_timer limit_;

    Hop hop_;
    int redirects_ = 0;
    bool may_have_reached_ = false;
    std::map<std::string, std::vector<std::string>> pinned_;  // host name → its addresses, asked once an exchange
    std::vector<std::string> addresses_;                      // permitted for this hop, the next to try last

    std::unique_ptr<Tcp> plain_;
    std::unique_ptr<Tls> tls_;
    http::request<http::string_body> message_;
    beast::flat_buffer buffer_;
    std::optional<http::response_parser<http::string_body>> parser_;
    int informational_ = 0;
};

Exchange::Exchange(Workshop& workshop, HttpRequest request, std::function<void(HttpReply)> done)
    : workshop_(workshop), request_(std::move(request)), done_(std::move(done)), limit_(workshop.io) {}

void Exchange::start() {
    auto first = first_hop(request_);
    if (!first) {
        fail(kind_of(first.error()), first.error().message);
        return;
    }
    hop_ = std::move(*first);
    limit_.expires_after(std::chrono::milliseconds(request_.time_limit.ms));
    limit_.async_wait(then([](Exchange& self, Code code) {
        if (!code) {
            self.fail(HttpError::Kind::timeout, fmt::format("expected an answer from {} within {}, but none came",
                                                            self.hop_.url.origin(), to_text(self.request_.time_limit)));
        }
    }));
    resolve();
}

void Exchange::resolve() {
    const std::string& host = hop_.url.host;
    if (is_address(host)) {
        resolved(std::vector<std::string>{host});
    } else if (const auto known = pinned_.find(host); known != pinned_.end()) {
        resolved(known->second);
    } else {
        asio::post(workshop_.resolving, [self = shared_from_this(), host] {
            auto answer = self->workshop_.settings.resolve(host);
            asio::post(self->workshop_.io,
                       self->then([answer = std::move(answer)](Exchange& exchange) { exchange.resolved(answer); }));
        });
    }
}

void Exchange::resolved(Result<std::vector<std::string>> addresses) {
    if (!addresses) {
        fail(HttpError::Kind::dns, addresses.error().message);
        return;
    }
    pinned_[hop_.url.host] = *addresses;
    auto good = permitted(hop_.url, *addresses, workshop_.settings.allowed);
    if (!good) {
        fail(kind_of(good.error()), good.error().message);
        return;
    }
    addresses_ = std::move(*good);
    std::reverse(addresses_.begin(), addresses_.end());
    connect();
}

void Exchange::connect() {
    Code code;
    const auto address = asio::ip::make_address(addresses_.back(), code);
    addresses_.pop_back();
    if (code) {
        connected(code);
        return;
    }
    plain_.reset();
    tls_.reset();
    if (hop_.url.secure) {
        tls_ = std::make_unique<Tls>(workshop_.io, workshop_.tls);
    } else {
        plain_ = std::make_unique<Tcp>(workshop_.io);
    }
    if (!addresses_.empty()) {
        tcp().expires_after(connect_limit);
    }
    tcp().async_connect({address, hop_.url.port}, then([](Exchange& self, Code result) { self.connected(result); }));
}

void Exchange::connected(Code code) {
    if (code && !addresses_.empty()) {
        connect();
    } else if (code) {
        fail(HttpError::Kind::refused,
             fmt::format("expected to connect to {}, but: {}", hop_.url.origin(), code.message()));
    } else if (hop_.url.secure) {
        tcp().expires_never();
        shake_hands();
    } else {
        tcp().expires_never();
        write();
    }
}

void Exchange::shake_hands() {
    const std::string& host = hop_.url.host;
    Code code;
    tls_->set_verify_callback(asio::ssl::host_name_verification(host), code);
    // Which of its sites the server is to show its certificate for. An address is no name.
    if (code || (!is_address(host) && SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str()) != 1)) {
        fail(HttpError::Kind::tls,
             fmt::format("expected to ask for {} over TLS, but that name cannot be asked for", host));
        return;
    }
    tls_->async_handshake(
        asio::ssl::stream_base::client, then([](Exchange& self, Code result) {
            if (!result) {
                self.write();
                return;
            }
            const long verified = SSL_get_verify_result(self.tls_->native_handle());
            const std::string why = verified == X509_V_OK ? result.message() : X509_verify_cert_error_string(verified);
            self.fail(HttpError::Kind::tls,
                      fmt::format("expected a trusted TLS connection to {}, but: {}", self.hop_.url.origin(), why));
        }));
}

void Exchange::write() {
    message_ = {};
    message_.version(11);
    message_.method_string(hop_.method);
    message_.target(hop_.url.target);
    message_.set(http::field::host, hop_.url.authority());
    message_.set(http::field::user_agent, workshop_.settings.user_agent);
    message_.set(http::field::accept, "*/*");
    message_.set(http::field::connection, "close");
    for (const auto& header : hop_.headers) {
        message_.set(header.first, header.second);
    }
    message_.body() = hop_.body;
    message_.prepare_payload();
    may_have_reached_ = true;
    with_stream([&](auto& stream) {
        http::async_write(stream, message_, then([](Exchange& self, Code code, std::size_t) {
                              if (code) {
                                  self.read_failed(code);
                              } else {
                                  self.buffer_.clear();
                                  self.read();
                              }
                          }));
    });
}

void Exchange::read() {
    parser_.emplace();
    parser_->header_limit(header_bytes_max);
    parser_->body_limit(request_.reply_bytes_max);
    parser_->skip(hop_.method == "HEAD");
    with_stream([&](auto& stream) {
        http::async_read(stream, buffer_, *parser_,
                         then([](Exchange& self, Code code, std::size_t) { self.has_read(code); }));
    });
}

void Exchange::has_read(Code code) {
    if (code) {
        read_failed(code);
        return;
    }
    auto message = parser_->release();
    if (message.result_int() / 100 == 1) {
        // "Early hints" and the like come before the reply. Nobody was asked to switch protocols.
        if (message.result_int() == 101 || ++informational_ > informational_max) {
            fail(HttpError::Kind::protocol, fmt::format("expected a reply from {}, but it answers {} only",
                                                        hop_.url.origin(), message.result_int()));
        } else {
            read();
        }
        return;
    }
    HttpReply reply;
    reply.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        reply.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    reply.body = std::move(message.body());
    if (is_redirect(reply)) {
        follow(reply);
    } else {
        finish(std::move(reply));
    }
}

void Exchange::follow(const HttpReply& redirect) {
    if (++redirects_ > redirects_max) {
        fail(HttpError::Kind::redirects,
             fmt::format("expected at most {} redirects, but {} leads further", redirects_max, hop_.url.origin()));
        return;
    }
    auto next = next_hop(hop_, redirect);
    if (!next) {
        fail(kind_of(next.error()), next.error().message);
        return;
    }
    hop_ = std::move(*next);
    informational_ = 0;
    resolve();
}

void Exchange::read_failed(Code code) {
    const std::string origin = hop_.url.origin();
    if (code == http::error::body_limit) {
        fail(HttpError::Kind::too_large, fmt::format("expected a reply of at most {} bytes from {}, but it is larger",
                                                     request_.reply_bytes_max, origin));
    } else if (code == http::error::end_of_stream || code == http::error::partial_message ||
               code == asio::ssl::error::stream_truncated || code.category() == asio::error::get_system_category() ||
               code.category() == asio::error::get_misc_category()) {
        fail(HttpError::Kind::closed,
             fmt::format("expected a whole reply from {}, but the connection ended: {}", origin, code.message()));
    } else {
        fail(HttpError::Kind::protocol,
             fmt::format("expected an HTTP reply from {}, but it is malformed: {}", origin, code.message()));
    }
}

void Exchange::fail(HttpError::Kind kind, std::string message) {
    HttpReply reply;
    reply.error = HttpError{kind, std::move(message)};
    finish(std::move(reply));
}

void Exchange::finish(HttpReply reply) {
    reply.may_have_reached = may_have_reached_;
    limit_.cancel();
    if (plain_ || tls_) {
        tcp().close();
    }
    const auto done = std::exchange(done_, nullptr);
    done(std::move(reply));
}

Exchange::Tcp& Exchange::tcp() {
    return tls_ ? beast::get_lowest_layer(*tls_) : *plain_;
}

asio::ssl::context trusting(const std::string& authorities_file) {
    asio::ssl::context tls(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.set_verify_mode(asio::ssl::verify_peer);
    tls.set_default_verify_paths();
    if (!authorities_file.empty()) {
        tls.load_verify_file(authorities_file);
    }
    return tls;
}

}  // namespace

class HttpClient::Loop {
public:
    explicit Loop(const Settings& settings)
        : workshop_{settings, trusting(settings.authorities_file), asio::io_context(1),
                    asio::thread_pool(static_cast<std::size_t>(settings.resolving_threads))},
          stay_(asio::make_work_guard(workshop_.io)),
          thread_([this] { workshop_.io.run(); }) {}

    ~Loop() {
        workshop_.io.stop();
        thread_.join();
        workshop_.resolving.stop();
        workshop_.resolving.join();
    }

    void send(HttpRequest request, std::function<void(HttpReply)> reply) {
        auto exchange = std::make_shared<Exchange>(workshop_, std::move(request), std::move(reply));
        asio::post(workshop_.io, [exchange] { exchange->start(); });
    }

private:
    Workshop workshop_;
    asio::executor_work_guard<asio::io_context::executor_type> stay_;
    std::thread thread_;
};

HttpClient::HttpClient(const Settings& settings) : loop_(std::make_unique<Loop>(settings)) {}
HttpClient::~HttpClient() = default;

void HttpClient::send(HttpRequest request, std::function<void(HttpReply)> reply) {
    loop_->send(std::move(request), std::move(reply));
}

}  // namespace millrace::effects
