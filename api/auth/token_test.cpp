#include "api/auth/token.hpp"

#include <catch2/catch.hpp>

#include "api/auth/base64url.hpp"
#include "api/auth/secret.hpp"
#include "engine/value/json.hpp"

using namespace millrace;
using namespace millrace::auth;

namespace {

const std::string key(32, 'k');
const Time now{1'767'603'600'000};  // 2026-01-05T09:00:00Z

// Signs whatever it is given, as an attacker who has the key would, or we by mistake.
std::string signed_by_hand(std::string_view header, std::string_view claims, std::string_view with = key) {
    const std::string text = to_base64url(header) + '.' + to_base64url(claims);
    return text + '.' + to_base64url(hmac(with, text));
}

const std::string good_header = R"({"alg":"HS256","typ":"JWT"})";
const std::string good_claims = R"({"aud":"millrace.people","iat":1767603600,"exp":1767607200,"sub":"u1"})";

std::string code_of(std::string_view token, Audience audience = Audience::people, Time at = now) {
    const auto claims = verify_token(key, audience, token, at);
    return claims ? "accepted" : claims.error().code;
}

}  // namespace

TEST_CASE("what was signed comes back, with audience, issue and expiry") {
    const std::string token = sign_token(key, Audience::people, {{"sub", "u1"}, {"org", 7}}, now, hours(12));
    const auto claims = verify_token(key, Audience::people, token, now + hours(11));
    REQUIRE(claims);
    CHECK((*claims)["sub"] == Value("u1"));
    CHECK((*claims)["org"] == Value(7));
    CHECK((*claims)["aud"] == Value("millrace.people"));
    CHECK((*claims)["exp"].as_integer() - (*claims)["iat"].as_integer() == 12 * 3600);
}

TEST_CASE("the signature is that of RFC 7515, appendix A.1") {
    const auto rfc_key =
        from_base64url("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    REQUIRE(rfc_key);
    CHECK(to_base64url(
              hmac(*rfc_key,
                   "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                   "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ")) ==
          "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

TEST_CASE("a token made by another program with our key is read") {
    CHECK(code_of(signed_by_hand(good_header, good_claims)) == "accepted");
    CHECK(code_of(signed_by_hand(R"({"typ":"JWT","alg":"HS256","kid":"1"})", good_claims)) == "accepted");
    CHECK(code_of(signed_by_hand(R"({"alg":"HS256"})", good_claims)) == "accepted");
}

TEST_CASE("AUTH-2 a token changed in any single character is refused") {
    const std::string token = signed_by_hand(good_header, good_claims);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CAPTURE(i);
        CHECK(code_of(changed) != "accepted");
    }
}

TEST_CASE("AUTH-2 a token signed with another key is a forgery") {
    CHECK(code_of(signed_by_hand(good_header, good_claims, std::string(32, 'x'))) == "token.forged");
    CHECK(code_of(signed_by_hand(good_header, good_claims, "")) == "token.forged");
}

TEST_CASE("no other algorithm is accepted, signed or not") {
    const std::string unsigned_text = to_base64url(R"({"alg":"none"})") + '.' + to_base64url(good_claims) + '.';
    CHECK(code_of(unsigned_text) == "token.forged");
    for (const std::string alg : {"none", "None", "HS384", "HS512", "RS256", "hs256", ""}) {
        CAPTURE(alg);
        CHECK(code_of(signed_by_hand(R"({"alg":")" + alg + R"("})", good_claims)) == "token.malformed");
    }
    CHECK(code_of(signed_by_hand(R"({"typ":"JWT"})", good_claims)) == "token.malformed");
    CHECK(code_of(signed_by_hand(R"({"alg":["HS256"]})", good_claims)) == "token.malformed");
    CHECK(code_of(signed_by_hand(R"({"alg":"HS256","crit":["exp"]})", good_claims)) == "token.malformed");
    CHECK(code_of(signed_by_hand(R"({"alg":"HS256","alg":"HS256"})", good_claims)) == "token.malformed");
}

TEST_CASE("AUTH-9 a visitor's token opens no door of the desk, nor a person's any of the chat") {
    const std::string visitor = sign_token(key, Audience::visitors, {}, now, days(30));
    CHECK(code_of(visitor, Audience::visitors) == "accepted");
    CHECK(code_of(visitor, Audience::people) == "token.wrong_audience");
    const std::string person = sign_token(key, Audience::people, {}, now, hours(1));
    CHECK(code_of(person, Audience::visitors) == "token.wrong_audience");
    CHECK(code_of(signed_by_hand(good_header, R"({"iat":1767603600,"exp":1767607200})")) == "token.wrong_audience");
    CHECK(code_of(signed_by_hand(good_header, R"({"aud":["millrace.people"],"iat":1767603600,"exp":1767607200})")) ==
          "token.wrong_audience");
}

TEST_CASE("AUTH-2 a token ends in the second it says") {
    const std::string token = sign_token(key, Audience::people, {}, now, hours(1));
    CHECK(code_of(token, Audience::people, now + hours(1) + milliseconds(-1)) == "accepted");
    CHECK(code_of(token, Audience::people, now + hours(1)) == "token.expired");
}

TEST_CASE("a token from the future is refused, but for the little that clocks differ") {
    CHECK(code_of(sign_token(key, Audience::people, {}, now + seconds(30), hours(1))) == "accepted");
    CHECK(code_of(sign_token(key, Audience::people, {}, now + minutes(5), hours(1))) == "token.malformed");
}

TEST_CASE("claims without whole, sensible times are malformed") {
    for (const std::string times :
         {R"("exp":1767607200)", R"("iat":1767603600)", R"("iat":1767603600,"exp":"1767607200")",
          R"("iat":1767603600.5,"exp":1767607200)", R"("iat":1767603600,"exp":9223372036854775807)",
          R"("iat":-1,"exp":1767607200)", R"("iat":1767603600,"exp":null)",
          R"("iat":1767603600,"exp":1767607200,"nbf":1767607000)", R"("iat":1767603600,"exp":1767607200,"nbf":"x")"}) {
        CAPTURE(times);
        CHECK(code_of(signed_by_hand(good_header, R"({"aud":"millrace.people",)" + times + "}")) == "token.malformed");
    }
}

TEST_CASE("rubbish is refused whatever its shape") {
    for (const std::string& token :
         {std::string(), std::string("."), std::string(".."), std::string("..."), std::string("a.b"),
          std::string("a.b.c"), std::string("a.b.c.d"), std::string(100'000, '.'), std::string(100'000, 'A'),
          std::string("\xff\xfe.\x01.\0", 6)}) {
        CHECK(code_of(token) != "accepted");
    }
    CHECK(code_of(signed_by_hand(good_header, "not json")) == "token.malformed");
    CHECK(code_of(signed_by_hand(good_header, "[]")) == "token.malformed");
    CHECK(code_of(signed_by_hand(good_header, std::string(1000, '['))) == "token.malformed");
    CHECK(code_of(signed_by_hand("{}", good_claims)) == "token.malformed");
}
