#include "api/http/target.hpp"

#include <catch2/catch.hpp>

using namespace millrace;
using namespace millrace::http;

namespace {

std::string code_of(std::string_view target) {
    const auto parsed = parse_target(target);
    return parsed ? "accepted" : parsed.error().code;
}

}  // namespace

TEST_CASE("a target is a path and a query") {
    const auto target = parse_target("/api/runs/7?wait=100&flow=a%20b+c&flag&empty=");
    REQUIRE(target);
    CHECK(target->path == "/api/runs/7");
    REQUIRE(target->query.size() == 4);
    CHECK(target->query[0].name == "wait");
    CHECK(target->query[0].value == "100");
    CHECK(target->query[1].value == "a b c");
    CHECK(target->query[2].name == "flag");
    CHECK(target->query[2].value.empty());
    CHECK(target->query[3].value.empty());
}

TEST_CASE("a query may have nothing in it") {
    for (const char* target : {"/a", "/a?", "/a?&", "/a?&&&"}) {
        const auto parsed = parse_target(target);
        REQUIRE(parsed);
        CHECK(parsed->path == "/a");
        CHECK(parsed->query.empty());
    }
}

TEST_CASE("a proxy's absolute form means the same") {
    CHECK(parse_target("http://host:80/a/b?c=d")->path == "/a/b");
    CHECK(parse_target("https://host/a?x=http://y/z")->query[0].value == "http://y/z");
    CHECK(parse_target("http://host")->path == "/");
}

TEST_CASE("percent signs are read as UTF-8") {
    CHECK(*percent_decode("%C3%A4%2f%2F+") == "ä//+");
    CHECK(*percent_decode("") == "");
    CHECK(*percent_decode("%e2%82%ac") == "€");
}

TEST_CASE("broken escapes and broken UTF-8 are refused by name") {
    for (const char* path : {"/%", "/%2", "/%zz", "/%2x", "/a%", "/%C3", "/%C3%28", "/%FF", "/%ED%A0%80", "/%C0%AF",
                             "/%00", "/a%00b", "/\xff", "/\xc3"}) {
        CAPTURE(path);
        CHECK(code_of(path) == "http.bad_path");
    }
    for (const char* query : {"/?a=%", "/?%=1", "/?a=%C3", "/?a=%00", "/?a=1&b=%ff", "/?\xff"}) {
        CAPTURE(query);
        CHECK(code_of(query) == "http.bad_query");
    }
    for (const char* other : {"", "a", "host:443", "?a=b", "/a#b", "ftp://x/y", "httpx://"}) {
        CAPTURE(other);
        CHECK(code_of(other) == "http.bad_target");
    }
}
