#include "api/ws/socket.hpp"

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <exception>
#include <mutex>
#include <utility>

#include "api/http/loop.hpp"
#include "api/http/observer.hpp"

namespace millrace::ws {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

using Handshake = beast::http::request<beast::http::empty_body>;

// Beast answers handshakes in its own form of a request.
Handshake handshake_of(const http::Request& request) {
    Handshake handshake;
    handshake.version(11);
    handshake.method(beast::http::verb::get);
    handshake.target("/");
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        const std::string_view name = request.headers.name(i);
        const std::string_view value = request.headers.value(i);
        handshake.insert(beast::string_view(name.data(), name.size()), beast::string_view(value.data(), value.size()));
    }
    return handshake;
}

// Frames that wait for a client who reads slower than we speak. Filled from any thread, emptied by the loop.
class Outbox {
public:
    Outbox(std::size_t bytes_max, std::size_t frames_max) : bytes_max_(bytes_max), frames_max_(frames_max) {}

    enum class Put { queued, wake, full, closed };
    Put put(Frame frame) {
        const std::scoped_lock lock(mutex_);
        if (closed_) {
            return Put::closed;
        }
        if (bytes_ + frame->size() > bytes_max_ || frames_.size() >= frames_max_) {
            return Put::full;
        }
        bytes_ += frame->size();
        frames_.push_back(std::move(frame));
        return std::exchange(awake_, true) ? Put::queued : Put::wake;
    }
    // The one to send; null when there is none, and the next put() wakes again. It counts until sent().
    Frame next() {
        const std::scoped_lock lock(mutex_);
        awake_ = !frames_.empty();
        return frames_.empty() ? nullptr : frames_.front();
    }
    void sent() {
        const std::scoped_lock lock(mutex_);
        if (!frames_.empty()) {
            bytes_ -= frames_.front()->size();
            frames_.pop_front();
        }
    }
    void close() {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        frames_.clear();
        bytes_ = 0;
    }

private:
    const std::size_t bytes_max_;
    const std::size_t frames_max_;
    std::mutex mutex_;
    std::deque<Frame> frames_;
    std::size_t bytes_ = 0;
    bool awake_ = false;
    bool closed_ = false;
};

class Socket final : public Session, public http::Watched, public std::enable_shared_from_this<Socket> {
public:
    Socket(std::shared_ptr<Shared> shared, http::Upgrade upgrade)
        : shared_(std::move(shared)),
          loop_(std::move(upgrade.loop)),
          observer_(std::move(upgrade.observer)),
          slot_(std::move(upgrade.slot)),
          request_(std::move(upgrade.request)),
          id_(shared_->registry.next_id()),
          outbox_(options().queue_bytes_max, options().queue_frames_max),
          stream_(loop_->io()) {}

    // ---- Session: from any thread

    SessionId id() const override { return id_; }
    const Identity& identity() const override { return identity_; }

    void send(Frame frame) override {
        switch (outbox_.put(std::move(frame))) {
            case Outbox::Put::wake:
                loop_->post([self = shared_from_this()] { self->flush(); });
                return;
            case Outbox::Put::full:
                return close(closed_too_slow);
            case Outbox::Put::queued:
            case Outbox::Put::closed:
                return;
        }
    }

    void close(CloseCode code) override {
        outbox_.close();
        loop_->post([self = shared_from_this(), code] { self->begin_close(code); });
    }

    // ---- on the loop

    void start(http::Descriptor descriptor) {
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        ::getsockname(descriptor.get(), reinterpret_cast<sockaddr*>(&address), &size);
        error_code error;
        stream_.next_layer().assign(address.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(),
                                    descriptor.get(), error);
        if (error) {
            return;
        }
        descriptor.release();
        observer_->socket_opened();
        loop_->watch(shared_from_this());
        expire_in(options().handshake);
        authenticate();
    }

    void deadline_passed() override {
        if (state_ != State::open || (!heard_ && pinged_)) {
            return end(closed_without_word);
        }
        if (!heard_) {
            ping();
        }
        watch_over_silence();
    }

    void stop_soon() override { begin_close(closed_restart); }
    void stop_now() override { end(closed_restart); }

private:
    // shaking ► open ► closing ► ended
    enum class State { shaking, open, closing, ended };

    const Options& options() const { return shared_->options; }
    const Handlers& handlers() const { return shared_->handlers; }

    // Wakes after half of the silence we bear: to ping, or to hang up when the ping went unanswered.
    void watch_over_silence() {
        pinged_ = pinged_ && !heard_;
        heard_ = false;
        expire_in({options().silence.ms / 2});
    }

    void ping() {
        pinged_ = true;
        if (!std::exchange(pinging_, true)) {
            stream_.async_ping({}, [self = shared_from_this()](error_code) { self->pinging_ = false; });
        }
    }

    void authenticate() {
        auto done = [self = shared_from_this()](Verdict verdict) {
            self->loop_->post(
                [self, verdict = std::move(verdict)]() mutable { self->shake_hands(std::move(verdict)); });
        };
        guarded([&] { handlers().authenticate(request_, token_of(request_), done); });
    }

    void shake_hands(Verdict verdict) {
        if (state_ != State::shaking || std::exchange(judged_, true)) {
            return;
        }
        stream_.read_message_max(options().message_bytes_max);
        stream_.auto_fragment(false);
        // Pings are answered by Beast; all we want to know is that somebody is there.
        stream_.control_callback([this](beast::websocket::frame_type, beast::string_view) { heard_ = true; });
        if (request_.header("sec-websocket-protocol")) {
            // A browser that offered protocols hangs up unless one of them is chosen.
            stream_.set_option(beast::websocket::stream_base::decorator([](beast::websocket::response_type& response) {
                response.set(beast::http::field::sec_websocket_protocol, "millrace");
            }));
        }
        const auto handshake = std::make_shared<Handshake>(handshake_of(request_));
        stream_.async_accept(*handshake, [self = shared_from_this(), handshake, verdict = std::move(verdict)](
                                             error_code error) mutable { self->shaken(error, std::move(verdict)); });
    }

    void shaken(error_code error, Verdict verdict) {
        if (state_ != State::shaking) {
            return;
        }
        if (error) {
            return end(closed_without_word);
        }
        state_ = State::open;
        watch_over_silence();
        if (!verdict.identity) {
            return begin_close(verdict.refusal);
        }
        identity_ = std::move(*verdict.identity);
        welcomed_ = true;
        shared_->registry.add(id_, shared_from_this());
        guarded([&] { handlers().opened(shared_from_this(), request_); });
        request_ = http::Request{};
        receive();
    }

    void receive() {
        stream_.async_read(input_,
                           [self = shared_from_this()](error_code error, std::size_t) { self->received(error); });
    }

    void received(error_code error) {
        if (state_ == State::ended) {
            return;
        }
        if (error) {
            const bool said_goodbye = error == beast::websocket::error::closed;
            return end(said_goodbye ? static_cast<int>(stream_.reason().code) : int{closed_without_word});
        }
        heard_ = true;
        if (state_ == State::open) {
            if (stream_.got_binary()) {
                begin_close(closed_unreadable);
            } else {
                const auto bytes = input_.cdata();
                guarded([&] {
                    handlers().message(shared_from_this(), {static_cast<const char*>(bytes.data()), bytes.size()});
                });
            }
        }
        input_.consume(input_.size());
        receive();
    }

    void flush() {
        if (state_ != State::open || writing_) {
            return;
        }
        const Frame frame = outbox_.next();
        if (!frame) {
            return;
        }
        writing_ = true;
        stream_.async_write(asio::buffer(*frame), [self = shared_from_this(), frame](error_code error, std::size_t) {
            self->writing_ = false;
            if (!error) {  // the reader hears of errors too, and ends the session
                self->outbox_.sent();
                self->flush();
            }
        });
    }

    void begin_close(CloseCode code) {
        outbox_.close();
        if (state_ == State::shaking) {
            return end(code);
        }
        if (state_ != State::open) {
            return;
        }
        state_ = State::closing;
        code_ = code;
        // A client that does not read will not read this either.
        expire_in(options().closing);
        const beast::websocket::close_reason reason(static_cast<beast::websocket::close_code>(code));
        stream_.async_close(reason, [self = shared_from_this()](error_code) { self->end(self->code_); });
    }

    void end(int code) {
        if (std::exchange(state_, State::ended) == State::ended) {
            return;
        }
        outbox_.close();
        error_code ignored;
        stream_.next_layer().close(ignored);
        loop_->unwatch(*this);
        slot_.reset();
        const int said = code_ != 0 ? code_ : code;
        observer_->socket_closed(said);
        if (welcomed_) {
            shared_->registry.remove(id_);
            guarded([&] { handlers().closed(shared_from_this(), said); });
        }
    }

    // A callback that throws has failed for this session; the others go on.
    template <class Call>
    void guarded(Call call) {
        try {
            call();
        } catch (const std::exception& failure) {
            observer_->handler_failed("websocket", failure.what());
            begin_close(closed_internal);
        } catch (...) {
            observer_->handler_failed("websocket", "something that is no std::exception");
            begin_close(closed_internal);
        }
    }

    const std::shared_ptr<Shared> shared_;
    const std::shared_ptr<http::Loop> loop_;
    const std::shared_ptr<http::Observer> observer_;
    std::shared_ptr<void> slot_;
    http::Request request_;
    const SessionId id_;
    Identity identity_;

    State state_ = State::shaking;
    bool judged_ = false;
    bool welcomed_ = false;
    bool writing_ = false;
    bool heard_ = false;    // since the last look
    bool pinged_ = false;   // and not heard since
    bool pinging_ = false;  // the ping is on its way out
    int code_ = 0;          // that we said
    Outbox outbox_;
    beast::flat_buffer input_;
    beast::websocket::stream<asio::ip::tcp::socket, false> stream_;  // no compression: it costs memory a client
};

}  // namespace

void open_socket(const std::shared_ptr<Shared>& shared, http::Upgrade upgrade) {
    http::Descriptor descriptor = std::move(upgrade.socket);
    const auto socket = std::make_shared<Socket>(shared, std::move(upgrade));
    socket->start(std::move(descriptor));
}

}  // namespace millrace::ws
