#include "runtime/effects/http/url.hpp"

#include <catch2/catch.hpp>

namespace millrace::effects {
namespace {

std::string read(std::string_view text) {
    const auto url = parse_url(text);
    return url ? url->host_and_port() + " " + url->target : "refused";
}

std::string resolved(std::string_view reference) {
    const auto url = resolve_url(*parse_url("https://a.example/b/c/d?q"), reference);
    return url ? url->origin() + url->target : "refused";
}

}  // namespace

TEST_CASE("a URL is read into its parts") {
    CHECK(read("http://crm.example") == "crm.example:80 /");
    CHECK(read("HTTPS://CRM.Example/Orders?id=1&x=%20#top") == "crm.example:443 /Orders?id=1&x=%20");
    CHECK(read("https://crm.example:8443?q=1") == "crm.example:8443 /?q=1");
    CHECK(read("http://10.0.0.1:1/") == "10.0.0.1:1 /");
    CHECK(read("http://[2001:DB8::1]:8080/x") == "[2001:db8::1]:8080 /x");
    CHECK(read("http://[::1]") == "[::1]:80 /");
    CHECK(read("https://xn--bcher-kva.example/") == "xn--bcher-kva.example:443 /");
}

TEST_CASE("the origin names scheme, host and port, and nothing that may be secret") {
    CHECK(parse_url("https://crm.example/orders?token=1")->origin() == "https://crm.example");
    CHECK(parse_url("http://crm.example:443/")->origin() == "http://crm.example:443");
    CHECK(parse_url("http://[::1]:8080/")->origin() == "http://[::1]:8080");
}

TEST_CASE("what two readers might read differently is refused") {
    for (const char* text : {"",
                             "crm.example",
                             "ftp://crm.example/",
                             "http:/crm.example",
                             "http:///x",
                             "file:///etc/passwd",
                             "http://user@crm.example/",
                             "http://user:secret@crm.example/",
                             "http://crm.example@evil.example/",
                             "http://crm.example:0/",
                             "http://crm.example:65536/",
                             "http://crm.example:/",
                             "http://crm.example:80x/",
                             "http://crm.example:+80/",
                             "http://crm.example:080000/",
                             "http://crm exam.ple/",
                             "http://crm.example/a b",
                             "http://crm.example/\r\nHost: evil",
                             "http://crm.example\\@evil.example/",
                             "http://crm.example/caf\xc3\xa9",
                             "http://-crm.example/",
                             "http://crm..example/",
                             "http://crm.example./",
                             "http://.example/",
                             "http://crm%2eexample/",
                             "http://127.1/",
                             "http://2130706433/",
                             "http://0x7f000001/",
                             "http://0177.0.0.1/",
                             "http://010.0.0.1/",
                             "http://1.2.3.4.5/",
                             "http://256.0.0.1/",
                             "http://a.0x7f/",
                             "http://[::1/",
                             "http://[::1]x/",
                             "http://[localhost]/",
                             "http://[fe80::1%25eth0]/",
                             "http://::1/"}) {
        INFO(text);
        CHECK(read(text) == "refused");
    }
    CHECK(read("http://crm.example/" + std::string(9000, 'a')) == "refused");
}

TEST_CASE("a redirect's place is seen from where it was said") {
    CHECK(resolved("https://b.example/x") == "https://b.example/x");
    CHECK(resolved("//b.example/x") == "https://b.example/x");
    CHECK(resolved("/x/../y") == "https://a.example/y");
    CHECK(resolved("x") == "https://a.example/b/c/x");
    CHECK(resolved("./x?y=../z") == "https://a.example/b/c/x?y=../z");
    CHECK(resolved("../../../x") == "https://a.example/x");
    CHECK(resolved("..") == "https://a.example/b/");
    CHECK(resolved("?y") == "https://a.example/b/c/d?y");
    CHECK(resolved("x?u=http://c.example/") == "https://a.example/b/c/x?u=http://c.example/");
    CHECK(resolved("#top") == "https://a.example/b/c/d?q");
    CHECK(resolved("javascript:alert(1)") == "refused");
    CHECK(resolved("//user@b.example/") == "refused");
}

}  // namespace millrace::effects
