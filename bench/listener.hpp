#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "bench/connection.hpp"

namespace millrace::bench {

// A WebSocket that listens. Frames of a server are not masked, and short ones have short heads.
class Listener {
public:
    Listener(int port, const std::string& path, const std::string& token);

    int socket() const { return connection_.socket(); }
    // A short frame.
    void say(std::string_view text) const;
    // Until something has come, or so long.
    void wait(int ms) const;
    // Hands over what has come, each frame by itself; does not wait.
    void read(const std::function<void(std::string_view)>& heard);

private:
    Connection connection_;
    std::string left_;
};

}  // namespace millrace::bench
