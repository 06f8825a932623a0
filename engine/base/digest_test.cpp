#include "engine/base/digest.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "engine/base/clock.hpp"

using namespace millrace;

TEST_CASE("CRC-32C gives the values of its standard", "[base][digest]") {
    CHECK(crc32c(0, "") == 0);
    CHECK(crc32c(0, "123456789") == 0xe3069283);
    CHECK(crc32c(0, std::string(32, '\0')) == 0x8a9136aa);
    CHECK(crc32c(0, std::string(32, '\xff')) == 0x62a8ab43);
}

TEST_CASE("a checksum continued piece by piece is the checksum of the whole", "[base][digest]") {
    std::string text;
    for (std::uint64_t i = 0; i < 300; ++i) {
        text.push_back(static_cast<char>(mix(i)));
    }
    const std::uint32_t whole = crc32c(0, text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const std::string_view view(text);
        CHECK(crc32c(crc32c(0, view.substr(0, cut)), view.substr(cut)) == whole);
    }
}

TEST_CASE("the processor's instruction and the table agree at every length and alignment", "[base][digest]") {
    std::string text;
    for (std::uint64_t i = 0; i < 100; ++i) {
        text.push_back(static_cast<char>(mix(i)));
        for (std::size_t from = 0; from < 9; ++from) {
            const auto part = std::string_view(text).substr(std::min(from, text.size()));
            CHECK(crc32c(17, part) == detail::crc32c_portable(17, part));
        }
    }
}

TEST_CASE("SHA-256 gives the values of its standard", "[base][digest]") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
