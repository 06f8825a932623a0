#include "runtime/effects/http/address.hpp"

#include <catch2/catch.hpp>

namespace millrace::effects {

TEST_CASE("public addresses are public") {
    for (const char* address : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
                                "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255",
                                "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"}) {
        INFO(address);
        CHECK(is_public_address(address));
    }
}

TEST_CASE("what leads back into the house is not public, in whatever wrapping") {
    for (const char* address : {"0.0.0.0",
                                "0.1.2.3",
                                "10.0.0.1",
                                "100.64.0.1",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.255.255.255",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.8",
                                "192.0.2.1",
                                "192.88.99.1",
                                "192.168.1.1",
                                "198.18.0.1",
                                "198.19.255.255",
                                "198.51.100.7",
                                "203.0.113.9",
                                "224.0.0.1",
                                "239.255.255.255",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "::ffff:7f00:1",
                                "::127.0.0.1",
                                "64:ff9b::10.0.0.1",
                                "64:ff9b:1::8.8.8.8",
                                "2002:7f00:1::",
                                "2002:a9fe:a9fe::",
                                "2001::1",
                                "2001:db8::1",
                                "3fff::1",
                                "100::1",
                                "fc00::1",
                                "fd12:3456::1",
                                "fe80::1",
                                "fe80::1%lo",
                                "fec0::1",
                                "ff02::1",
                                "5f00::1",
                                "",
                                "localhost",
                                "1.2.3",
                                "256.1.1.1"}) {
        INFO(address);
        CHECK_FALSE(is_public_address(address));
    }
}

TEST_CASE("--allow-http opens one host and port, and nothing beside it") {
    AllowedHosts allowed;
    REQUIRE(allowed.add("127.0.0.1:8080"));
    REQUIRE(allowed.add("CRM.local:80"));
    REQUIRE(allowed.add("[::1]:9000"));
    CHECK(allowed.contains(*parse_url("http://127.0.0.1:8080/orders")));
    CHECK(allowed.contains(*parse_url("http://crm.local/")));
    CHECK(allowed.contains(*parse_url("http://[::1]:9000/")));
    CHECK_FALSE(allowed.contains(*parse_url("http://127.0.0.1:8081/")));
    CHECK_FALSE(allowed.contains(*parse_url("http://localhost:8080/")));
    CHECK_FALSE(allowed.contains(*parse_url("https://crm.local/")));

    for (const char* wrong :
         {"", "crm.local", "[::1]", "http://crm.local:80", "crm.local:80/x", "crm.local:0", ":80"}) {
        INFO(wrong);
        CHECK_FALSE(allowed.add(wrong));
    }
}

TEST_CASE("of several addresses the public ones are kept, and if there is none the message names the flag") {
    const Url url = *parse_url("https://crm.example/orders?token=secret");
    CHECK(*permitted(url, {"10.0.0.1", "8.8.8.8"}, {}) == std::vector<std::string>{"8.8.8.8"});

    const auto refused = permitted(url, {"10.0.0.1", "::1"}, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "http.blocked");
    CHECK_THAT(refused.error().message, Catch::Contains("10.0.0.1, ::1"));
    CHECK_THAT(refused.error().message, Catch::Contains("--allow-http crm.example:443"));
    CHECK_THAT(refused.error().message, !Catch::Contains("secret"));

    AllowedHosts allowed;
    REQUIRE(allowed.add("crm.example:443"));
    CHECK(permitted(url, {"10.0.0.1"}, allowed)->size() == 1);
}

}  // namespace millrace::effects
