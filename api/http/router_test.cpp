#include "api/http/router.hpp"

#include <catch2/catch.hpp>

using namespace millrace::http;

namespace {

Router some_router() {
    Router router;
    const Handler none = [](const Request&, const Responder&) {};
    router.add(Method::get, "/", none);
    router.add(Method::get, "/api/flows", none);
    router.add(Method::post, "/api/flows", none);
    router.add(Method::get, "/api/flows/{key}", none);
    router.add(Method::put, "/api/flows/{key}/draft", none, {.body_bytes_max = 7});
    router.add(Method::get, "/api/flows/{flow}/versions/{version}", none);
    router.add(Method::get, "/api/flows/shipped", none);
    router.add(Method::post, "/api/flows/shipped/refresh", none);
    router.add(Method::get, "/studio/{path...}", none);
    return router;
}

std::string matched(const Router& router, Method method, std::string_view path) {
    const auto match = router.match(method, path);
    if (match.route == nullptr) {
        return match.allow.empty() ? "404" : "405 " + match.allow;
    }
    std::string text = match.route->pattern;
    for (const auto& param : match.params) {
        text += " " + param.name + "=" + param.value;
    }
    return text;
}

}  // namespace

TEST_CASE("a path finds its route and its parameters, decoded") {
    const Router router = some_router();
    CHECK(matched(router, Method::get, "/") == "/");
    CHECK(matched(router, Method::get, "/api/flows") == "/api/flows");
    CHECK(matched(router, Method::get, "/api/flows/triage") == "/api/flows/{key} key=triage");
    CHECK(matched(router, Method::get, "/api/flows/a%2Fb%C3%A4") == "/api/flows/{key} key=a/bä");
    CHECK(matched(router, Method::get, "/api/fl%6Fws") == "/api/flows");
    CHECK(matched(router, Method::get, "/api/flows/t/versions/3") ==
          "/api/flows/{flow}/versions/{version} flow=t version=3");
}

TEST_CASE("a literal wins over a parameter, but does not hide what only the parameter has") {
    const Router router = some_router();
    CHECK(matched(router, Method::get, "/api/flows/shipped") == "/api/flows/shipped");
    CHECK(matched(router, Method::put, "/api/flows/shipped/draft") == "/api/flows/{key}/draft key=shipped");
    CHECK(matched(router, Method::post, "/api/flows/shipped/refresh") == "/api/flows/shipped/refresh");
}

TEST_CASE("the rest of a path is one parameter") {
    const Router router = some_router();
    CHECK(matched(router, Method::get, "/studio/a/b/c.js") == "/studio/{path...} path=a/b/c.js");
    CHECK(matched(router, Method::get, "/studio/") == "/studio/{path...} path=");
    CHECK(matched(router, Method::get, "/studio") == "404");
}

TEST_CASE("a path without this method names those it has") {
    const Router router = some_router();
    CHECK(matched(router, Method::del, "/api/flows") == "405 GET, HEAD, POST, OPTIONS");
    CHECK(matched(router, Method::other, "/api/flows/t/draft") == "405 PUT, OPTIONS");
    CHECK(matched(router, Method::options, "/api/flows/x") == "405 GET, HEAD, OPTIONS");
}

TEST_CASE("HEAD is answered where GET is") {
    CHECK(matched(some_router(), Method::head, "/api/flows/a") == "/api/flows/{key} key=a");
}

TEST_CASE("what is not a path of the table is found nowhere") {
    const Router router = some_router();
    for (const char* path : {"/api", "/api/", "/api/flows/", "/api/flows//draft", "//", "/api//flows", "/API/flows",
                             "/api/flows/a/b", "/api/flows/a/versions/1/2", "/%2F", "/../etc/passwd"}) {
        CAPTURE(path);
        CHECK(matched(router, Method::get, path) == "404");
    }
}

TEST_CASE("a path of ten thousand segments is only looked at as far as the table goes") {
    std::string path;
    for (int i = 0; i < 10'000; ++i) {
        path += "/a";
    }
    CHECK(matched(some_router(), Method::get, path) == "404");
    CHECK(some_router().match(Method::get, "/studio" + path).params[0].value.size() == path.size() - 1);
}

TEST_CASE("a route carries its own limit") {
    CHECK(some_router().match(Method::put, "/api/flows/a/draft").route->options.body_bytes_max == 7);
}
