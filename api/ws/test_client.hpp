#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/value/value.hpp"

// For tests only: a WebSocket client as a browser is one. It waits twenty seconds for whatever it waits for, then says
// that there was nothing.
namespace millrace::ws {

class TestClient {
public:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    TestClient(std::uint16_t port, const std::string& target, const Headers& headers = {});
    TestClient(TestClient&&) noexcept;
    ~TestClient();

    bool is_open() const;          // the handshake succeeded
    std::string protocol() const;  // that the server chose
    void say(std::string_view text);
    void say_bytes(std::string_view bytes);  // a binary frame
    // The next text; nothing when the server has closed.
    std::optional<std::string> hear();
    // The next frame as JSON; nil when the server has closed.
    Value hear_json();
    // Reads on until the server has closed.
    int close_code();
    void close();
    // Ends the connection without a word.
    void vanish();

private:
    struct Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace millrace::ws
