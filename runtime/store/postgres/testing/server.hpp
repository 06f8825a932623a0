#pragma once

#include <string>

// PostgreSQL for tests: a real server of their own, started by the script beside this file.
namespace millrace::store::postgres::testing {

class Server {
public:
    enum class Syncs { never, like_in_production };
    explicit Server(Syncs syncs = Syncs::never);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // The one that the tests of a program share; started when it is first asked for, stopped when the program ends.
    static Server& shared();

    const std::string& url() const { return url_; }  // without a database
    void restart(const std::string& mode = "fast");  // "immediate": as after a crash

private:
    std::string folder_;
    std::string url_;
};

// A new, empty database on a server, for as long as the object lives.
class Database {
public:
    explicit Database(Server& server = Server::shared());
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    const std::string& url() const { return url_; }
    // Statements of the test itself, past every store.
    void execute(const std::string& statements) const;

private:
    Server& server_;
    std::string name_;
    std::string url_;
};

}  // namespace millrace::store::postgres::testing
