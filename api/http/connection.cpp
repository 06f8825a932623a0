#include "api/http/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "api/http/answer_head.hpp"
#include "api/http/forwarded.hpp"
#include "api/http/input_buffer.hpp"
#include "api/http/observer.hpp"
#include "api/http/problem.hpp"
#include "api/http/request_reader.hpp"
#include "api/http/standing_answers.hpp"
#include "api/http/upgrade.hpp"

namespace millrace::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

int family_of(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return address.ss_family;
}

class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::shared_ptr<Loop> loop, std::shared_ptr<const Site> site, std::string remote_address,
                   std::shared_ptr<void> slot)
        : Connection(std::move(loop)),
          site_(std::move(site)),
          remote_address_(std::move(remote_address)),
          slot_(std::move(slot)),
          reader_(site_->options.head_bytes_max),
          socket_(loop_->io()) {}

    // False when the system has no room for one more; then nothing has happened.
    bool open(Descriptor& descriptor) {
        const int fd = descriptor.get();
        error_code error;
        socket_.assign(family_of(fd) == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), fd, error);
        if (error) {
            return false;
        }
        descriptor.release();
        socket_.non_blocking(true, error);
        socket_.set_option(asio::ip::tcp::no_delay(true), error);
        site_->observer->connection_opened();
        loop_->watch(shared_from_this());
        return true;
    }

    void start() {
        expire_in(timeouts().head);
        receive();
    }

    void start_refused() {
        site_->observer->connection_refused();
        refuse(503, {"http.too_many_connections", "expected a free connection but all of them are in use"});
    }

    void deliver(std::uint64_t request, Answer answer) override {
        if (state_ != State::handling || request != request_number_) {
            return;
        }
        if (in_handler_) {
            answered_in_handler_ = std::move(answer);
            return;
        }
        send(std::move(answer));
        process();
    }

    void abandon(std::uint64_t request) override {
        if (state_ == State::handling && request == request_number_) {
            site_->observer->handler_failed(route_name(), "its responder was dropped without an answer");
            deliver(request, internal_problem());
        }
    }

    void deadline_passed() override {
        switch (state_) {
            case State::reading:
                if (!reader_.begun()) {
                    return close();
                }
                return refuse(408, {"http.too_slow", "expected the whole request by now but it is still coming"});
            case State::handling:
                closing_ = true;
                asked_.keep_alive = false;
                return send(problem(503, {"http.no_answer_in_time", "expected an answer by now but the work goes on"})
                                .with_retry_soon());
            case State::writing:
            case State::lingering:
                return close();
            case State::closed:
                return;
        }
    }

    void stop_soon() override {
        closing_ = true;
        if (state_ == State::reading && !reader_.begun()) {
            close();
        }
    }

    void stop_now() override { close(); }

private:
    // reading ► handling ► writing ► reading, or ► lingering ► closed.
    enum class State { reading, handling, writing, lingering, closed };

    const Timeouts& timeouts() const { return site_->options.timeouts; }
    std::string_view route_name() const { return route_ != nullptr ? std::string_view(route_->pattern) : ""; }

    // ---- reading

    asio::mutable_buffer space() {
        const auto free = input_.space();
        return {free.first, free.second};
    }

    void receive() {
        socket_.async_read_some(space(), [self = shared_from_this()](error_code error, std::size_t count) {
            self->received(error, count);
        });
    }

    void received(error_code error, std::size_t count) {
        if (state_ != State::reading) {
            return;
        }
        if (error == asio::error::eof && reader_.begun()) {
            return refuse(400, {"http.incomplete", "expected the whole request but the connection ended in it"});
        }
        if (error) {
            return close();
        }
        input_.produced(count);
        process();
    }

    // Goes on with what has come, as far as it reaches.
    void process() {
        while (state_ == State::reading) {
            std::string_view bytes = input_.bytes();
            const std::size_t before = bytes.size();
            const auto progress = reader_.read(bytes);
            input_.consume(before - bytes.size());
            switch (progress) {
                case RequestReader::Progress::more:
                    return await_more();
                case RequestReader::Progress::head:
                    begin_body();
                    break;
                case RequestReader::Progress::whole:
                    dispatch();
                    break;
                case RequestReader::Progress::refused:
                    refuse(reader_.refusal().status, reader_.refusal().error);
                    break;
            }
        }
    }

    void await_more() {
        // Header and body have one deadline each, set when they begin: more bytes do not move it.
        if (resting_ && reader_.begun()) {
            resting_ = false;
            expire_in(timeouts().head);
        }
        receive();
    }

    void begin_body() {
        resting_ = false;
        expire_in(timeouts().body);
        Request& request = reader_.request();
        auto match = site_->router.match(request.method, request.path);
        route_ = match.route;
        request.params = std::move(match.params);
        allow_ = std::move(match.allow);
        if (route_ != nullptr) {
            request.route = route_->pattern;
        }
        const std::size_t own = route_ != nullptr ? route_->options.body_bytes_max : 0;
        if (!reader_.limit_body(own != 0 ? own : site_->options.body_bytes_max)) {
            return refuse(reader_.refusal().status, reader_.refusal().error);
        }
        if (reader_.expects_continue() && input_.empty()) {
            invite_body();
        }
    }

    // Nothing else is on its way out now, so these few bytes fit in the socket's buffer; a peer that has filled it
    // is not reading at all.
    void invite_body() {
        constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";
        error_code error;
        if (socket_.write_some(asio::buffer(invitation), error) != invitation.size()) {
            close();
        }
    }

    // ---- handling

    void dispatch() {
        state_ = State::handling;
        expire_in(timeouts().answer);
        began_us_ = Loop::now_us();
        ++request_number_;
        Request request = std::move(reader_.request());
        const auto& proxies = site_->options.trusted_proxies;
        request.remote_address =
            proxies.empty() ? remote_address_ : client_address(remote_address_, request.headers, proxies);
        remember(request);
        if (route_ == nullptr) {
            return send(answer_without_route(request, allow_, !asked_.allowed_origin.empty()));
        }
        if (route_->upgrade) {
            return hand_over(std::move(request));
        }
        in_handler_ = true;
        try {
            route_->handler(std::move(request), Responder(shared_from_this(), request_number_));
        } catch (const std::exception& failure) {
            handler_threw(failure.what());
        } catch (...) {
            handler_threw("something that is no std::exception");
        }
        in_handler_ = false;
        if (answered_in_handler_) {
            Answer answer = std::move(*answered_in_handler_);
            answered_in_handler_.reset();
            send(std::move(answer));
        }
    }

    void handler_threw(std::string_view what) {
        site_->observer->handler_failed(route_name(), what);
        if (!answered_in_handler_) {
            answered_in_handler_ = internal_problem();
        }
    }

    void remember(const Request& request) {
        asked_ = Asked{};
        asked_.method = request.method;
        asked_.keep_alive = reader_.keep_alive() && !closing_;
        asked_.old_protocol = reader_.old_protocol();
        asked_.if_none_match = request.header("if-none-match").value_or("");
        path_ = request.path;
        bytes_in_ = request.body.size();
        const auto origin = request.header("origin");
        if (origin && site_->options.origin_allowed && site_->options.origin_allowed(request, *origin)) {
            asked_.allowed_origin = *origin;
        }
    }

    // ---- becoming a WebSocket

    void hand_over(Request request) {
        // The caller must wait for our answer before it sends a frame.
        if (auto trouble = trouble_of_handshake(request, reader_.wants_websocket() && input_.empty())) {
            return send(std::move(*trouble));
        }
        error_code error;
        Descriptor descriptor(socket_.release(error));
        if (error) {
            return close();
        }
        auto slot = std::move(slot_);
        leave();
        route_->upgrade({.request = std::move(request),
                         .socket = std::move(descriptor),
                         .loop = loop_,
                         .slot = std::move(slot),
                         .observer = site_->observer});
    }

    // ---- writing

    void refuse(int status, Error error) {
        site_->observer->request_refused(error.code);
        if (state_ == State::reading) {
            asked_ = Asked{};
            asked_.method = reader_.begun() ? reader_.request().method : Method::other;
            path_.clear();
            began_us_ = Loop::now_us();
        }
        asked_.keep_alive = false;
        unread_input_ = true;
        Answer answer = problem(status, error);
        send(status == 503 ? std::move(answer).with_retry_soon() : std::move(answer));
    }

    void send(Answer answer) {
        state_ = State::writing;
        expire_in(timeouts().write);
        asked_.keep_alive = asked_.keep_alive && !closing_;
        status_ = status_of(answer, asked_);
        head_.clear();
        const bool with_body = write_head(answer, asked_, head_);
        body_ = with_body ? std::move(answer) : Answer{};
        sent_ = 0;
        // Nearly always the system takes it whole, at once.
        error_code error;
        sent_ = socket_.write_some(unsent(), error);
        if (error && error != asio::error::would_block) {
            return close();
        }
        if (sent_ == head_.size() + body_.bytes().size()) {
            sent_all();
        } else {
            send_rest();
        }
    }

    std::array<asio::const_buffer, 2> unsent() const {
        const std::string_view body = body_.bytes();
        const std::size_t of_head = std::min(sent_, head_.size());
        const std::size_t of_body = sent_ - of_head;
        return {asio::buffer(head_) + of_head, asio::const_buffer(body.data(), body.size()) + of_body};
    }

    void send_rest() {
        socket_.async_write_some(unsent(), [self = shared_from_this()](error_code error, std::size_t count) {
            if (self->state_ != State::writing) {
                return;
            }
            if (error) {
                return self->close();
            }
            self->sent_ += count;
            if (self->sent_ < self->head_.size() + self->body_.bytes().size()) {
                return self->send_rest();
            }
            self->sent_all();
            self->process();
        });
    }

    void sent_all() {
        site_->observer->request_served({.method = asked_.method,
                                         .route = route_name(),
                                         .path = path_,
                                         .remote_address = remote_address_,
                                         .status = status_,
                                         .took_us = Loop::now_us() - began_us_,
                                         .bytes_in = bytes_in_,
                                         .bytes_out = sent_});
        body_ = Answer{};
        if (!asked_.keep_alive) {
            return unread_input_ || closing_ || !input_.empty() ? linger() : close();
        }
        route_ = nullptr;
        reader_.reset();
        state_ = State::reading;
        resting_ = true;
        expire_in(timeouts().idle);
    }

    // ---- ending

    // Closing with bytes unread makes the system reset the connection, and our refusal may be lost on the way. So we
    // end our side, and read on for a moment.
    void linger() {
        state_ = State::lingering;
        expire_in(timeouts().linger);
        error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        discard();
    }

    void discard() {
        input_.clear();
        socket_.async_read_some(space(), [self = shared_from_this()](error_code error, std::size_t) {
            if (self->state_ != State::lingering) {
                return;
            }
            if (error) {
                return self->close();
            }
            self->discard();
        });
    }

    void close() {
        if (state_ == State::closed) {
            return;
        }
        error_code ignored;
        socket_.close(ignored);
        leave();
    }

    void leave() {
        state_ = State::closed;
        loop_->unwatch(*this);
        slot_.reset();  // whoever hears of the end finds the place free
        site_->observer->connection_closed();
    }

    const std::shared_ptr<const Site> site_;
    const std::string remote_address_;
    std::shared_ptr<void> slot_;

    State state_ = State::reading;
    bool resting_ = false;  // between two requests
    InputBuffer input_;
    RequestReader reader_;
    bool closing_ = false;       // this answer is the last
    bool unread_input_ = false;  // the answer went out before the request was in

    const Route* route_ = nullptr;
    std::string allow_;
    std::uint64_t request_number_ = 0;
    std::optional<Answer> answered_in_handler_;
    Asked asked_;
    std::string path_;
    std::size_t bytes_in_ = 0;
    std::int64_t began_us_ = 0;

    std::string head_;
    Answer body_;
    std::size_t sent_ = 0;
    int status_ = 0;

    asio::ip::tcp::socket socket_;
};

}  // namespace

void Connection::serve(std::shared_ptr<Loop> loop, std::shared_ptr<const Site> site, Descriptor socket,
                       std::string remote_address, std::shared_ptr<void> slot) {
    const auto connection =
        std::make_shared<HttpConnection>(std::move(loop), std::move(site), std::move(remote_address), std::move(slot));
    if (connection->open(socket)) {
        connection->start();
    }
}

void Connection::refuse(std::shared_ptr<Loop> loop, std::shared_ptr<const Site> site, Descriptor socket,
                        std::shared_ptr<void> slot) {
    const auto connection =
        std::make_shared<HttpConnection>(std::move(loop), std::move(site), std::string(), std::move(slot));
    if (connection->open(socket)) {
        connection->start_refused();
    }
}

}  // namespace millrace::http
