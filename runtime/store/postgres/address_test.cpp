#include "runtime/store/postgres/address.hpp"

#include <catch2/catch.hpp>

using namespace millrace::store::postgres;

TEST_CASE("an address is shown without its secrets") {
    CHECK(shown("postgresql://ana:p@ss@db.test:5432/centre?sslkey=x") == "postgresql://db.test:5432/centre");
    CHECK(shown("postgresql://db.test/centre") == "postgresql://db.test/centre");
    CHECK(shown("host=db password=secret") == "postgresql");
}

TEST_CASE("what an address says itself is left alone") {
    const auto full = with_defaults("postgresql://h/d?connect_timeout=60");
    CHECK(full.find("connect_timeout=60") != std::string::npos);
    CHECK(full.find("connect_timeout=5&") == std::string::npos);
    CHECK(full.find("&target_session_attrs=read-write") != std::string::npos);
    CHECK(with_defaults("postgresql://h/d").find("/d?connect_timeout=5") != std::string::npos);
}
