#include "engine/base/result.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace millrace;

namespace {

Result<int> half(int n) {
    if (n % 2 != 0) {
        return Error{"number.odd", "expected an even number but found an odd one", "/n"};
    }
    return n / 2;
}

Status only_even(int n) {
    auto result = half(n);
    if (!result) {
        return result.error();
    }
    return {};
}

}  // namespace

TEST_CASE("a result holds the value or says why there is none", "[base][result]") {
    REQUIRE(half(4));
    CHECK(*half(4) == 2);
    REQUIRE_FALSE(half(3));
    CHECK(half(3).error() == Error{"number.odd", "expected an even number but found an odd one", "/n"});
}

TEST_CASE("a status is well unless it says otherwise", "[base][result]") {
    CHECK(only_even(2).ok());
    CHECK(only_even(1).error().code == "number.odd");
}

TEST_CASE("a value that cannot be copied moves out of its result", "[base][result]") {
    Result<std::unique_ptr<std::string>> result(std::make_unique<std::string>("held"));
    const auto taken = std::move(result).value();
    CHECK(*taken == "held");
}
