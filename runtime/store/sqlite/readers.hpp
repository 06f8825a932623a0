#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/store/session.hpp"
#include "runtime/store/sqlite/connection.hpp"

namespace millrace::store::sqlite {

// A few read-only connections, handed out one snapshot at a time. They never checkpoint.
class ReaderPool {
public:
    ReaderPool(std::string path, int readers_max, std::chrono::milliseconds life_max)
        : path_(std::move(path)), readers_max_(readers_max), life_max_(life_max) {}
    ~ReaderPool();

    std::unique_ptr<Reader> take();  // waits when all are out, or held back

    // Holds new readers back until release(); true when the running ones have ended in time.
    bool hold_back(std::chrono::milliseconds patience);
    void release();

private:
    class PooledReader;
    std::unique_ptr<Connection> take_connection();
    void give_back(std::unique_ptr<Connection> connection);

    const std::string path_;
    const int readers_max_;
    const std::chrono::milliseconds life_max_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    int out_ = 0;
    bool held_back_ = false;
};

// The memory store has one connection: whoever holds the gate uses it. A thread that has it may take it again.
class Gate {
public:
    void enter();
    void leave();

private:
    std::mutex mutex_;
    std::condition_variable free_;
    std::thread::id holder_;
    int depth_ = 0;
};

std::unique_ptr<Reader> read_through(Connection& connection, Gate& gate, std::chrono::milliseconds life_max);

}  // namespace millrace::store::sqlite
