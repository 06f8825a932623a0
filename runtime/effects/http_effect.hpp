#pragma once

#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/node/signal.hpp"
#include "runtime/effects/outbox.hpp"

// Between the words of flows (desk::HttpRequest asks, desk::HttpReplied answers) and the wire.
namespace millrace::effects {

// What of a reply is kept in the journal; more is the error too_large.
constexpr std::size_t kept_bytes_max = 128 * 1024;

// What breakers, order and limits go by: "https://crm.example:8443", or "" when the URL is none.
std::string http_destination(const Value& payload);

struct HttpCall {
    HttpRequest request;
    std::uint32_t attempts_max = 3;
    std::vector<std::string> save;
};
// "effect.invalid" when the payload is not what desk::HttpRequest describes.
Result<HttpCall> http_call(const Value& payload);

// The answer to the activation that asked. A body is either `json` or, if it is none, text in `body`; what is no text
// is left out. Of the JSON only the paths in `save` are kept, if there are any: "customer.id", and through lists
// "items.sku" keeps the sku of each item.
Signal http_replied(const Outcome& outcome, const std::vector<std::string>& save);

}  // namespace millrace::effects
