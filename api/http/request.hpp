#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/headers.hpp"
#include "api/http/method.hpp"
#include "api/http/target.hpp"
#include "engine/base/result.hpp"
#include "engine/value/json.hpp"

namespace millrace::http {

// One whole request, body included.
struct Request {
    Method method = Method::get;
    std::string path;               // as sent, without the query: a log may show it
    std::string_view route;         // the pattern that matched, "/api/flows/{key}"; lives as long as the server
    std::vector<NamedText> params;  // of the pattern, decoded
    std::vector<NamedText> query;   // decoded; may hold a token: never into a log
    Headers headers;
    std::string body;
    std::string remote_address;  // without the port; the client's, when a trusted proxy names it

    // A parameter that the route's pattern has.
    std::string_view param(std::string_view name) const;
    // The first of that name.
    std::optional<std::string_view> query_value(std::string_view name) const;
    std::optional<std::string_view> header(std::string_view name) const { return headers.find(name); }
    // Of "Authorization: Bearer …"; empty without.
    std::string_view bearer_token() const;
    // The body read as JSON. Each of its errors is a 400, json.too_large a 413.
    Result<Value> json(json::Limits limits = {}) const { return json::parse(body, limits); }
};

}  // namespace millrace::http
