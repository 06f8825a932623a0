#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/value/fields.hpp"

namespace millrace::desk {

// Effects.

// Leaves through the outbox with one Idempotency-Key over all attempts; answered by http.replied.
struct HttpRequest {
    static constexpr std::string_view name = "http.request";
    std::string method = "GET";
    std::string url;
    Value headers;                   // name → text
    Value json;                      // the body, as JSON
    std::string body;                // or as text
    Duration timeout = seconds(10);  // of one attempt
    std::int64_t attempts = 3;
    std::vector<std::string> save;  // paths into the JSON reply that are kept; empty: all of it
};
void describe(Fields<HttpRequest>& fields);

// An event for whoever waits for it: wait_for_event with the same key, and flows triggered by event:<name>.
struct EmitEvent {
    static constexpr std::string_view name = "event.emit";
    std::string event;
    std::string key;
    Value payload;
};
void describe(Fields<EmitEvent>& fields);

// Held while a node waits for an event with a foreign key.
struct Subscribe {
    static constexpr std::string_view name = "event.subscribe";
    std::string event;
    std::string key;
};
void describe(Fields<Subscribe>& fields);
struct Unsubscribe {
    static constexpr std::string_view name = "event.unsubscribe";
    std::string event;
    std::string key;
};
void describe(Fields<Unsubscribe>& fields);

struct StartFlow {
    static constexpr std::string_view name = "flow.start";
    std::string flow;
    Value input;
    bool hand_over = false;  // the new run owns the conversation from now on
};
void describe(Fields<StartFlow>& fields);

// Signals.

struct HttpReplied {
    static constexpr std::string_view name = "http.replied";
    std::int64_t status = 0;  // 0 when there was no reply
    Value json;
    std::string body;
    Value headers;
    std::string error;    // timeout, refused, dns, blocked, tls, too_large, unavailable, outcome_unknown, …
    std::string message;  // the error as a sentence
    std::int64_t attempts = 1;
};
void describe(Fields<HttpReplied>& fields);

}  // namespace millrace::desk
