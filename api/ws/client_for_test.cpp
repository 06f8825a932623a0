#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>

#include "api/ws/test_client.hpp"
#include "engine/base/assert.hpp"
#include "engine/value/json.hpp"

namespace millrace::ws {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

struct TestClient::Machine {
    asio::io_context io;
    websocket::stream<asio::ip::tcp::socket> stream{io};
    websocket::response_type response;
    bool open = false;

    // Runs one operation to its end.
    template <class Start>
    error_code run(Start start) {
        std::optional<error_code> ended;
        start([&ended](error_code error, auto&&...) { ended = error; });
        io.restart();
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!ended && io.run_one_until(until) > 0) {
        }
        if (!ended) {
            error_code ignored;
            stream.next_layer().close(ignored);
            io.restart();
            io.run();
            return asio::error::timed_out;
        }
        return *ended;
    }
};

TestClient::TestClient(std::uint16_t port, const std::string& target, const Headers& headers)
    : machine_(std::make_unique<Machine>()) {
    auto& stream = machine_->stream;
    const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
    error_code error;
    stream.next_layer().connect(server, error);
    stream.set_option(websocket::stream_base::decorator([headers](websocket::request_type& request) {
        for (const auto& each : headers) {
            request.set(each.first, each.second);
        }
    }));
    error = machine_->run(
        [&](auto done) { stream.async_handshake(machine_->response, "localhost", target, std::move(done)); });
    machine_->open = !error;
}
TestClient::TestClient(TestClient&&) noexcept = default;
TestClient::~TestClient() = default;

bool TestClient::is_open() const {
    return machine_->open;
}

std::string TestClient::protocol() const {
    return std::string(machine_->response[beast::http::field::sec_websocket_protocol]);
}

void TestClient::say(std::string_view text) {
    machine_->stream.text(true);
    machine_->run(
        [&](auto done) { machine_->stream.async_write(asio::buffer(text.data(), text.size()), std::move(done)); });
}

void TestClient::say_bytes(std::string_view bytes) {
    machine_->stream.binary(true);
    machine_->run(
        [&](auto done) { machine_->stream.async_write(asio::buffer(bytes.data(), bytes.size()), std::move(done)); });
}

std::optional<std::string> TestClient::hear() {
    beast::flat_buffer buffer;
    const error_code error = machine_->run([&](auto done) { machine_->stream.async_read(buffer, std::move(done)); });
    if (error) {
        return std::nullopt;
    }
    return beast::buffers_to_string(buffer.data());
}

Value TestClient::hear_json() {
    const auto text = hear();
    if (!text) {
        return {};
    }
    auto value = json::parse(*text);
    MILLRACE_ASSERT(value.ok());
    return *value;
}

int TestClient::close_code() {
    while (hear()) {
    }
    return machine_->stream.reason().code;
}

void TestClient::close() {
    machine_->run([&](auto done) { machine_->stream.async_close(websocket::close_code::normal, std::move(done)); });
}

void TestClient::vanish() {
    error_code ignored;
    machine_->stream.next_layer().close(ignored);
}

}  // namespace millrace::ws
