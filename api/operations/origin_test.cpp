#include "api/operations/origin.hpp"

#include <catch2/catch.hpp>

namespace millrace::api {
namespace {

Origin origin(std::string_view said, std::string_view host, std::string_view public_url = "") {
    http::Request request;
    request.headers.add("Host", host);
    if (!said.empty()) {
        request.headers.add("Origin", said);
    }
    return origin_of(request, public_url);
}

TEST_CASE("SEC-2 A page of ours comes from the host that it asks") {
    CHECK(origin("https://desk.example", "desk.example").is_ours);
    CHECK(origin("http://127.0.0.1:8080", "127.0.0.1:8080").is_ours);
    CHECK(origin("", "desk.example").is_ours);
    CHECK_FALSE(origin("https://evil.example", "desk.example").is_ours);
    CHECK_FALSE(origin("https://desk.example.evil.example", "desk.example").is_ours);
    CHECK_FALSE(origin("http://127.0.0.1:8081", "127.0.0.1:8080").is_ours);
    CHECK_FALSE(origin("null", "desk.example").is_ours);
}

TEST_CASE("Behind a proxy that names another host, the public address says which pages are ours") {
    CHECK(origin("https://desk.example", "10.0.0.7:8080", "https://desk.example/contact").is_ours);
    CHECK(origin("https://desk.example", "10.0.0.7:8080", "https://desk.example").is_ours);
    CHECK_FALSE(origin("http://desk.example", "10.0.0.7:8080", "https://desk.example").is_ours);
}

}  // namespace
}  // namespace millrace::api
