#include "runtime/effects/http/hop.hpp"

#include <catch2/catch.hpp>

namespace millrace::effects {
namespace {

std::string verdict(HttpRequest request) {
    const auto hop = first_hop(request);
    return hop ? "good" : hop.error().code;
}

HttpRequest with_header(std::string name, std::string value) {
    HttpRequest request;
    request.url = "https://crm.example/";
    request.headers = {{std::move(name), std::move(value)}};
    return request;
}

HttpReply redirect(int status, std::string location) {
    HttpReply reply;
    reply.status = status;
    reply.headers = {{"location", std::move(location)}};
    return reply;
}

Hop posting() {
    HttpRequest request;
    request.method = "POST";
    request.url = "https://crm.example/orders";
    request.headers = {{"Authorization", "Bearer secret"},
                       {"X-Api-Key", "secret"},
                       {"Content-Type", "application/json"},
                       {"Idempotency-Key", "k"}};
    request.body = "{}";
    return *first_hop(request);
}

}  // namespace

TEST_CASE("a header cannot end the line it stands on") {
    CHECK(verdict(with_header("X-Name", "Jos\xc3\xa9 \tB")) == "good");
    CHECK(verdict(with_header("X-Name", "a\r\nX-Admin: 1")) == "http.header");
    CHECK(verdict(with_header("X-Name", "a\nX-Admin: 1")) == "http.header");
    CHECK(verdict(with_header("X-Name", "a\r")) == "http.header");
    CHECK(verdict(with_header("X-Name", std::string("a\0b", 3))) == "http.header");
    CHECK(verdict(with_header("X Name", "a")) == "http.header");
    CHECK(verdict(with_header("X-Name:", "a")) == "http.header");
    CHECK(verdict(with_header("", "a")) == "http.header");
    CHECK(verdict(with_header("X-Long", std::string(20'000, 'a'))) == "http.header");
}

TEST_CASE("headers that frame the message belong to the client") {
    for (const char* name : {"Host", "host", "Content-Length", "transfer-encoding", "Connection", "Upgrade", "Expect",
                             "Proxy-Authorization", "proxy-connection"}) {
        INFO(name);
        CHECK(verdict(with_header(name, "x")) == "http.header");
    }
}

TEST_CASE("only the usual methods are sent") {
    HttpRequest request = with_header("Accept", "*/*");
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
        request.method = method;
        CHECK(verdict(request) == "good");
    }
    for (const char* method : {"", "get", "CONNECT", "TRACE", "GET / HTTP/1.1\r\nX: y"}) {
        request.method = method;
        CHECK(verdict(request) == "http.method");
    }
    request.method = "POST";
    request.body = std::string((1 << 20) + 1, 'a');
    CHECK(verdict(request) == "http.body");
}

TEST_CASE("a redirect keeps or changes the method as browsers do it") {
    CHECK(next_hop(posting(), redirect(301, "/x"))->method == "GET");
    CHECK(next_hop(posting(), redirect(302, "/x"))->method == "GET");
    CHECK(next_hop(posting(), redirect(303, "/x"))->body.empty());
    CHECK(find_header(next_hop(posting(), redirect(303, "/x"))->headers, "Content-Type") == nullptr);
    CHECK(next_hop(posting(), redirect(307, "/x"))->method == "POST");
    CHECK(next_hop(posting(), redirect(308, "/x"))->body == "{}");
    CHECK_FALSE(is_redirect(redirect(304, "/x")));
    CHECK_FALSE(is_redirect(HttpReply{302, {}, "", {}, true}));
}

TEST_CASE("credentials stay with the origin they were meant for") {
    const Hop same = *next_hop(posting(), redirect(307, "/moved"));
    CHECK(find_header(same.headers, "Authorization") != nullptr);
    CHECK(same.url.target == "/moved");

    for (const char* elsewhere : {"https://evil.example/", "https://crm.example:444/", "//sub.crm.example/"}) {
        INFO(elsewhere);
        const Hop other = *next_hop(posting(), redirect(307, elsewhere));
        CHECK(other.headers == Headers{{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}});
    }
}

TEST_CASE("a redirect may not leave TLS, nor lead to what is no web page") {
    CHECK_FALSE(next_hop(posting(), redirect(302, "http://crm.example/")));
    CHECK_FALSE(next_hop(posting(), redirect(302, "file:///etc/passwd")));
    CHECK_FALSE(next_hop(posting(), redirect(302, "https://user:pw@crm.example/")));
}

}  // namespace millrace::effects
