#include "runtime/store/postgres/testing/server.hpp"

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/assert.hpp"
#include "runtime/store/postgres/connection.hpp"

namespace millrace::store::postgres::testing {
namespace {

// What the script prints, line by line.
std::vector<std::string> run(const std::string& arguments) {
    const auto command = std::string(MILLRACE_POSTGRES_SERVER) + " " + arguments;
    FILE* pipe = popen(command.c_str(), "re");
    MILLRACE_ASSERT(pipe != nullptr);
    std::vector<std::string> lines;
    char line[4096];
    while (fgets(line, sizeof line, pipe) != nullptr) {
        lines.emplace_back(line);
        lines.back().pop_back();
    }
    if (pclose(pipe) != 0) {
        throw std::runtime_error("expected to succeed: " + command);
    }
    return lines;
}

}  // namespace

Server::Server(Syncs syncs) {
    const auto lines =
        run(fmt::format("start {}--while {}", syncs == Syncs::like_in_production ? "--durable " : "", getpid()));
    MILLRACE_ASSERT(lines.size() == 2);
    folder_ = lines[0];
    url_ = lines[1];
}

Server::~Server() {
    try {
        run("stop " + folder_);
    } catch (const std::exception&) {
        // It stops by itself when this process ends.
    }
}

Server& Server::shared() {
    static Server server;
    return server;
}

void Server::restart(const std::string& mode) {
    run(fmt::format("restart {} {}", folder_, mode));
}

Database::Database(Server& server) : server_(server) {
    static std::atomic<int> count{0};
    name_ = fmt::format("test_{}_{}", getpid(), ++count);
    url_ = server.url() + "/" + name_;
    Connection(server.url() + "/postgres", Connection::Mode::write)
        .execute(fmt::format("CREATE DATABASE {} TEMPLATE template0", name_));
}

Database::~Database() {
    try {
        Connection(server_.url() + "/postgres", Connection::Mode::write)
            .execute(fmt::format("DROP DATABASE {} WITH (FORCE)", name_));
    } catch (const SqlError&) {
        // Its server goes soon, and the database with it.
    }
}

void Database::execute(const std::string& statements) const {
    Connection(url_, Connection::Mode::write).execute(statements);
}

}  // namespace millrace::store::postgres::testing
