#pragma once

#include <string>

#include "bench/figure.hpp"

// As much of an HTTP client as a load needs.
namespace millrace::bench {

[[noreturn]] void give_up(const std::string& what);

std::string get(const std::string& target, const std::string& token);
std::string post(const std::string& target, const std::string& token, const std::string& body);

// One request after the other, each answered before the next. The bench ends when the server does not answer.
class Connection {
public:
    explicit Connection(int port);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int socket() const { return socket_; }
    void send(const std::string& request);
    // Reads what is there; true when the answer is whole.
    bool receive();
    std::string take() { return std::exchange(answer_, {}); }
    double took_ms() const { return std::chrono::duration<double, std::milli>(steady_clock::now() - asked_).count(); }

private:
    int socket_;
    std::string answer_;
    steady_clock::time_point asked_;
};

// One request on a connection of its own, answered.
std::string asked(int port, const std::string& request);
// What stands between the two; empty if they are not there.
std::string between(const std::string& text, const std::string& begin, const std::string& end);

}  // namespace millrace::bench
