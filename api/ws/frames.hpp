#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ws/replay.hpp"
#include "engine/base/result.hpp"
#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

// What is said over a WebSocket: flat JSON objects with a `type`.
namespace millrace::ws {

// {type, topic, cursor, at, …}: an event as subscribers get it. Cursors are base32 text, as ids are.
Frame event_frame(std::string_view type, std::string_view topic, Cursor cursor, Time at, const Map& more = {});

// The same without a cursor: something that passes and is not kept.
Frame passing_frame(std::string_view type, std::string_view topic, Time at, const Map& more = {});

Frame hello_frame(const Identity& identity, Cursor cursor);
// Everything of these topics up to the cursor has been sent.
Frame subscribed_frame(const std::vector<std::string>& topics, Cursor cursor);
// There was more than we can repeat: load the state anew, then go on from the cursor.
Frame resync_frame(std::string_view topic, Cursor cursor);
Frame pong_frame(Cursor cursor);
Frame error_frame(const Error& error, std::string_view topic = {});

// What a client said. Codes: "ws.malformed" (no JSON object with a type), "ws.bad_topics", "ws.bad_cursor".
struct ClientFrame {
    std::string type;
    Value whole;
    std::vector<std::string> topics;  // of subscribe and unsubscribe
    std::optional<Cursor> after;      // of subscribe
};
Result<ClientFrame> read_client_frame(std::string_view text);

// Base32 as we write it, or a plain number.
Result<Cursor> read_cursor(const Value& value);

}  // namespace millrace::ws
