#include "api/http/forwarded.hpp"

#include <catch2/catch.hpp>

namespace millrace::http {
namespace {

const std::vector<std::string> ours = {"10.0.0.1", "10.0.0.2"};

std::string client(const std::string& peer, const std::vector<std::string>& lines) {
    Headers headers;
    headers.add("Host", "desk.example");
    for (const std::string& line : lines) {
        headers.add("X-Forwarded-For", line);
    }
    return client_address(peer, headers, ours);
}

TEST_CASE("SEC-1 A proxy of ours says for whom it asks, and nobody else is believed") {
    CHECK(client("10.0.0.1", {"203.0.113.5"}) == "203.0.113.5");
    CHECK(client("203.0.113.9", {"203.0.113.5"}) == "203.0.113.9");
    CHECK(client("10.0.0.1", {}) == "10.0.0.1");
}

TEST_CASE("What a client says of itself counts for nothing behind what our proxies wrote") {
    CHECK(client("10.0.0.1", {"127.0.0.1, 198.51.100.7, 203.0.113.5"}) == "203.0.113.5");
    CHECK(client("10.0.0.1", {"198.51.100.7", "203.0.113.5, 10.0.0.2"}) == "203.0.113.5");
    CHECK(client("10.0.0.1", {"10.0.0.2"}) == "10.0.0.2");
}

TEST_CASE("What is no address ends the search") {
    CHECK(client("10.0.0.1", {"unknown"}) == "10.0.0.1");
    CHECK(client("10.0.0.1", {"203.0.113.5, , 10.0.0.2"}) == "10.0.0.2");
    CHECK(client("10.0.0.1", {"2001:DB8:0:0::5"}) == "2001:db8::5");
}

}  // namespace
}  // namespace millrace::http
