#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace millrace::store::postgres::testing {

// The wire between a client and a server, on which a message can come late: a listener of its own that hands on what
// it hears, both ways. Messages are told apart by the protocol's Sync, with which libpq ends each of its requests.
class Wire {
public:
    // Takes the place of this address, postgresql://USER@HOST:PORT with anything behind.
    explicit Wire(const std::string& url);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // The address with the wire in it.
    const std::string& url() const { return url_; }
    // The next request with this word is held back, and the client's connection ends. It reaches the server when the
    // next one with the word comes, just before that one.
    void make_late(std::string word);
    // What the server answered to the late one, as it came; nothing as long as it has not been asked.
    std::optional<std::string> answer_to_late() const;

private:
    void accept_all();
    void carry(int client, int server);
    // False if the client's connection is to end.
    bool pass(const std::string& request, int server, bool& keep_server);

    std::string host_;
    int port_ = 0;
    std::string url_;
    int listener_ = -1;
    std::atomic<bool> over_{false};
    mutable std::mutex mutex_;
    std::string word_;
    std::string late_;
    int late_server_ = -1;
    std::optional<std::string> answer_;
    std::vector<std::thread> carriers_;
    std::thread acceptor_;
};

}  // namespace millrace::store::postgres::testing
