#include "api/auth/secret.hpp"

#include <catch2/catch.hpp>

#include <set>

#include "api/auth/base64url.hpp"

using namespace millrace::auth;

namespace {

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        text.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        text.push_back(digits[c & 15]);
    }
    return text;
}

}  // namespace

TEST_CASE("base64url writes and reads the vectors of RFC 4648 without padding") {
    const std::pair<std::string, std::string> vectors[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},           {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"\xff\xfe\xfb", "__77"}};
    for (const auto& [bytes, text] : vectors) {
        CHECK(to_base64url(bytes) == text);
        CHECK(from_base64url(text) == bytes);
    }
}

TEST_CASE("base64url refuses every second way of writing the same bytes") {
    for (const std::string text : {"Zg==", "Zh", "Zm9=", "Zm+v", "Zm/v", "Z", "Zm9vY", "Zm 9v", "Zm9v\n"}) {
        CAPTURE(text);
        CHECK_FALSE(from_base64url(text));
    }
}

TEST_CASE("the HMAC is that of RFC 4231") {
    CHECK(hex(hmac(std::string(20, '\x0b'), "Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hex(hmac("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("keys and generated passwords are never the same twice") {
    std::set<std::string> keys;
    std::set<std::string> passwords;
    for (int i = 0; i < 1000; ++i) {
        keys.insert(random_key());
        passwords.insert(generate_password());
    }
    CHECK(keys.size() == 1000);
    CHECK(passwords.size() == 1000);
    CHECK(keys.begin()->size() == 32);
}

TEST_CASE("a generated password can be read aloud") {
    for (int i = 0; i < 200; ++i) {
        const std::string password = generate_password();
        CHECK(password.size() == 19);
        CHECK(password[4] == '-');
        CHECK(password.find_first_of("0O1lI") == std::string::npos);
    }
}
