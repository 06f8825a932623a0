#include "api/auth/token.hpp"

#include <fmt/format.h>

#include <optional>

#include "api/auth/base64url.hpp"
#include "api/auth/secret.hpp"
#include "engine/value/json.hpp"

namespace millrace::auth {
namespace {

// Two processes of a cluster may disagree by this much.
constexpr Duration clock_skew = seconds(60);

constexpr json::Limits token_limits{.bytes_max = token_bytes_max, .depth_max = 8};

struct Parts {
    std::string_view header;
    std::string_view claims;
    std::string_view signature;
    std::string_view signed_text;  // header.claims
};

std::optional<Parts> split(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (token.size() > token_bytes_max || first == std::string_view::npos || first == last ||
        token.find('.', first + 1) != last) {
        return std::nullopt;
    }
    return Parts{.header = token.substr(0, first),
                 .claims = token.substr(first + 1, last - first - 1),
                 .signature = token.substr(last + 1),
                 .signed_text = token.substr(0, last)};
}

std::optional<Map> read_object(std::string_view part) {
    const auto bytes = from_base64url(part);
    if (!bytes) {
        return std::nullopt;
    }
    auto value = json::parse(*bytes, token_limits);
    if (!value || !value->is_map()) {
        return std::nullopt;
    }
    return value->as_map();
}

// Nothing but plain HS256: no other algorithm, no critical extension that we would have to understand.
bool is_our_header(const Map& header) {
    const Value& type = header["typ"];
    return header["alg"] == Value("HS256") && (type.is_nil() || type == Value("JWT")) && header.find("crit") == nullptr;
}

// Seconds that fit a Time; nothing else is a moment.
std::optional<Time> moment(const Value& claim) {
    constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999
    if (!claim.is_integer() || claim.as_integer() < 0 || claim.as_integer() > seconds_max) {
        return std::nullopt;
    }
    return Time{claim.as_integer() * 1000};
}

Error malformed(std::string_view what) {
    return {"token.malformed", fmt::format("expected a signed token but {}", what)};
}

}  // namespace

std::string_view to_text(Audience audience) {
    return audience == Audience::people ? "millrace.people" : "millrace.visitors";
}

std::string sign_token(std::string_view key, Audience audience, const Map& claims, Time now, Duration lifetime) {
    Map all = claims;
    all.set("aud", to_text(audience));
    all.set("iat", now.ms / 1000);
    all.set("exp", (now + lifetime).ms / 1000);
    std::string token = to_base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' + to_base64url(json::dump(all));
    const std::string signature = hmac(key, token);
    return token + '.' + to_base64url(signature);
}

Result<Map> verify_token(std::string_view key, Audience audience, std::string_view token, Time now) {
    const auto parts = split(token);
    if (!parts) {
        return malformed("it has not three parts");
    }
    const auto signature = from_base64url(parts->signature);
    if (!signature || !equal_in_constant_time(*signature, hmac(key, parts->signed_text))) {
        return Error{"token.forged", "expected our signature but the token carries another"};
    }
    const auto header = read_object(parts->header);
    if (!header || !is_our_header(*header)) {
        return malformed("its header is not that of HS256");
    }
    auto claims = read_object(parts->claims);
    if (!claims) {
        return malformed("its claims are not a JSON object");
    }
    const auto issued = moment((*claims)["iat"]);
    const auto expires = moment((*claims)["exp"]);
    if (!issued || !expires) {
        return malformed("it does not say when it was issued and expires");
    }
    if ((*claims)["aud"] != Value(to_text(audience))) {
        return Error{"token.wrong_audience",
                     fmt::format("expected a token for {} but it is for others", to_text(audience))};
    }
    if (*issued > now + clock_skew) {
        return malformed("it was issued in the future");
    }
    if (const Value* not_before = claims->find("nbf")) {
        const auto begins = moment(*not_before);
        if (!begins || *begins > now + clock_skew) {
            return malformed("it is not valid yet");
        }
    }
    if (*expires <= now) {
        return Error{"token.expired",
                     fmt::format("expected a token still valid but it expired at {}", to_text(*expires))};
    }
    return std::move(*claims);
}

}  // namespace millrace::auth
