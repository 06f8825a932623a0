#include "runtime/effects/http_effect.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/desk/integration.hpp"
#include "engine/value/json.hpp"
#include "runtime/effects/http/url.hpp"

namespace millrace::effects {
namespace {

constexpr std::size_t kept_header_bytes_max = 4096;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

// Headers, lower-case, as far as they fit. Cookies are credentials and have no place in a journal.
Value kept_headers(const Headers& headers) {
    Map kept;
    std::size_t bytes = 0;
    for (const auto& header : headers) {
        const std::string name = lower(header.first);
        bytes += name.size() + header.second.size();
        if (name != "set-cookie" && is_utf8(header.second) && bytes <= kept_header_bytes_max) {
            kept.set(name, header.second);
        }
    }
    return kept.empty() ? Value() : Value(std::move(kept));
}

// What one path keeps of a value, with everything around it that leads there; nothing when it leads nowhere.
std::optional<Value> along(const Value& value, std::string_view path) {
    if (path.empty()) {
        return value;
    }
    if (value.is_list()) {
        List kept;
        for (const Value& item : value.as_list()) {
            kept.push(along(item, path).value_or(Value()));
        }
        return Value(std::move(kept));
    }
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view key = path.substr(0, dot);
    const Value* member = value.is_map() ? value.as_map().find(key) : nullptr;
    if (member == nullptr) {
        return std::nullopt;
    }
    auto kept = along(*member, path.substr(std::min(dot + 1, path.size())));
    return kept ? std::optional<Value>(Map{{String(key), std::move(*kept)}}) : std::nullopt;
}

Value merged(const Value& a, const Value& b) {
    if (a.is_map() && b.is_map()) {
        Map both = a.as_map();
        for (const auto& entry : b.as_map()) {
            both.set(entry.first, merged(both[entry.first.view()], entry.second));
        }
        return both;
    }
    if (a.is_list() && b.is_list() && a.as_list().size() == b.as_list().size()) {
        List both;
        for (std::size_t i = 0; i < a.as_list().size(); ++i) {
            both.push(merged(a.as_list()[i], b.as_list()[i]));
        }
        return both;
    }
    return b.is_nil() ? a : b;
}

Value kept_json(const Value& json, const std::vector<std::string>& save) {
    if (save.empty()) {
        return json;
    }
    Value kept;
    for (const std::string& path : save) {
        if (const auto part = along(json, path)) {
            kept = merged(kept, *part);
        }
    }
    return kept;
}

bool is_json(const Headers& headers) {
    const std::string* type = find_header(headers, "Content-Type");
    return type != nullptr && lower(*type).find("json") != std::string::npos;
}

void keep_body(desk::HttpReplied& replied, const HttpReply& reply, const std::vector<std::string>& save) {
    json::Limits limits;
    limits.bytes_max = std::max(limits.bytes_max, reply.body.size());
    auto parsed = is_json(reply.headers) ? json::parse(reply.body, limits) : Result<Value>(Error{"json.none", ""});
    if (parsed) {
        replied.json = kept_json(*parsed, save);
    } else if (is_utf8(reply.body)) {
        replied.body = reply.body;
    }
    const std::size_t bytes = replied.body.size() + (replied.json.is_nil() ? 0 : json::dump(replied.json).size());
    if (bytes > kept_bytes_max) {
        replied.json = Value();
        replied.body.clear();
        replied.error = to_text(HttpError::Kind::too_large);
        replied.message = fmt::format(
            "expected to keep at most {} bytes of a reply, but it has {}: name what is needed "
            "with save",
            kept_bytes_max, bytes);
    }
}

}  // namespace

std::string http_destination(const Value& payload) {
    const Value& text = payload["url"];
    const auto url = text.is_string() ? parse_url(text.as_string()) : Result<Url>(Error{"http.url", ""});
    return url ? url->origin() : "";
}

Result<HttpCall> http_call(const Value& payload) {
    std::vector<Error> problems;
    check(fields_of<desk::HttpRequest>().schema(), payload, "", problems);
    if (!problems.empty()) {
        return Error{"effect.invalid", problems.front().message, problems.front().pointer};
    }
    const auto asked = from_value<desk::HttpRequest>(payload);
    HttpCall call;
    call.attempts_max = static_cast<std::uint32_t>(asked.attempts);
    call.save = asked.save;
    call.request.method = asked.method;
    call.request.url = asked.url;
    call.request.time_limit = asked.timeout;
    call.request.body = asked.json.is_nil() ? asked.body : json::dump(asked.json);
    if (!asked.headers.is_nil() && !asked.headers.is_map()) {
        return Error{"effect.invalid", "expected headers as a map from name to text, but they are none", "/headers"};
    }
    if (asked.headers.is_map()) {
        for (const auto& header : asked.headers.as_map()) {
            if (!header.second.is_string()) {
                return Error{"effect.invalid",
                             fmt::format("expected text in header {}, but it is {}", header.first.view(),
                                         to_text(header.second.kind())),
                             json::join_pointer("/headers", header.first.view())};
            }
            call.request.headers.emplace_back(header.first.str(), std::string(header.second.as_string()));
        }
    }
    if (!asked.json.is_nil() && find_header(call.request.headers, "Content-Type") == nullptr) {
        call.request.headers.emplace_back("Content-Type", "application/json");
    }
    return call;
}

Signal http_replied(const Outcome& outcome, const std::vector<std::string>& save) {
    const HttpReply& reply = outcome.reply;
    desk::HttpReplied replied;
    replied.status = reply.status;
    replied.attempts = outcome.attempts;
    replied.headers = kept_headers(reply.headers);
    if (reply.error) {
        const bool named_by_outcome =
            outcome.kind == Outcome::Kind::unknown || outcome.kind == Outcome::Kind::unavailable;
        replied.error = named_by_outcome ? to_text(outcome.kind) : to_text(reply.error->kind);
        replied.message = reply.error->message;
    } else {
        keep_body(replied, reply, save);
    }
    return Signal{String(desk::HttpReplied::name), to_value(replied)};
}

}  // namespace millrace::effects
