#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/store/postgres/connection.hpp"
#include "runtime/store/session.hpp"

namespace millrace::store::postgres {

// A few connections, handed out one snapshot at a time: read-only transactions that see one moment.
class ReaderPool {
public:
    ReaderPool(std::string url, int readers_max, std::chrono::milliseconds life_max)
        : url_(std::move(url)), readers_max_(readers_max), life_max_(life_max) {}
    ~ReaderPool();

    // Waits when all are out. While the server cannot be reached it tries for two seconds, then SqlError::unavailable.
    std::unique_ptr<Reader> take();

private:
    class PooledReader;
    std::unique_ptr<Connection> take_connection();
    std::unique_ptr<Connection> begun(std::unique_ptr<Connection> connection) const;
    void give_back(std::unique_ptr<Connection> connection);

    const std::string url_;
    const int readers_max_;
    const std::chrono::milliseconds life_max_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    int out_ = 0;
};

}  // namespace millrace::store::postgres
