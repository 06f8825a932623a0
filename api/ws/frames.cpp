#include "api/ws/frames.hpp"

#include <algorithm>

#include "engine/value/json.hpp"

namespace millrace::ws {
namespace {

constexpr std::size_t topics_max = 256;

Frame to_frame(Map map) {
    return make_frame(json::dump(Value(std::move(map))));
}

List to_list(const std::vector<std::string>& topics) {
    List list;
    for (const std::string& topic : topics) {
        list.push(topic);
    }
    return list;
}

// "kind:id". Nothing else reaches the authorise callback.
bool is_topic(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size() || text.size() > 128) {
        return false;
    }
    const auto is_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_word) &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(colon) + 1, text.end(), is_word);
}

}  // namespace

Frame event_frame(std::string_view type, std::string_view topic, Cursor cursor, Time at, const Map& more) {
    Map map = more;
    map.set("type", type);
    map.set("topic", topic);
    map.set("cursor", to_base32(cursor));
    map.set("at", to_text(at));
    return to_frame(std::move(map));
}

Frame passing_frame(std::string_view type, std::string_view topic, Time at, const Map& more) {
    Map map = more;
    map.set("type", type);
    map.set("topic", topic);
    map.set("at", to_text(at));
    return to_frame(std::move(map));
}

Frame hello_frame(const Identity& identity, Cursor cursor) {
    return to_frame({{"type", "hello"},
                     {"user_id", identity.user_id},
                     {"topics", to_list(identity.topics)},
                     {"cursor", to_base32(cursor)}});
}

Frame subscribed_frame(const std::vector<std::string>& topics, Cursor cursor) {
    return to_frame({{"type", "subscribed"}, {"topics", to_list(topics)}, {"cursor", to_base32(cursor)}});
}

Frame resync_frame(std::string_view topic, Cursor cursor) {
    return to_frame({{"type", "resync"}, {"topic", topic}, {"cursor", to_base32(cursor)}});
}

Frame pong_frame(Cursor cursor) {
    return to_frame({{"type", "pong"}, {"cursor", to_base32(cursor)}});
}

Frame error_frame(const Error& error, std::string_view topic) {
    Map map{{"type", "error"}, {"code", error.code}, {"message", error.message}};
    if (!topic.empty()) {
        map.set("topic", topic);
    }
    return to_frame(std::move(map));
}

Result<Cursor> read_cursor(const Value& value) {
    if (value.is_integer() && value.as_integer() >= 0) {
        return static_cast<Cursor>(value.as_integer());
    }
    if (value.is_string()) {
        if (auto number = parse_base32(value.as_string())) {
            return *number;
        }
    }
    return Error{"ws.bad_cursor", "expected a cursor that we have sent but got something else"};
}

Result<ClientFrame> read_client_frame(std::string_view text) {
    auto value = json::parse(text, {.bytes_max = std::size_t{256} << 10, .depth_max = 8});
    if (!value) {
        return Error{"ws.malformed", value.error().message};
    }
    const Value& type = (*value)["type"];
    if (!type.is_string()) {
        return Error{"ws.malformed", "expected an object with a type but there is none"};
    }
    ClientFrame frame;
    frame.type = std::string(type.as_string());
    frame.whole = *value;
    if (frame.type != "subscribe" && frame.type != "unsubscribe") {
        return frame;
    }
    const Value& topics = (*value)["topics"];
    const Error bad_topics{"ws.bad_topics", "expected a list of topics as kind:id but got something else"};
    if (!topics.is_list() || topics.as_list().size() > topics_max) {
        return bad_topics;
    }
    for (const Value& topic : topics.as_list()) {
        if (!topic.is_string() || !is_topic(topic.as_string())) {
            return bad_topics;
        }
        if (std::find(frame.topics.begin(), frame.topics.end(), topic.as_string()) == frame.topics.end()) {
            frame.topics.emplace_back(topic.as_string());
        }
    }
    if (const Value& after = (*value)["after"]; !after.is_nil()) {
        const auto cursor = read_cursor(after);
        if (!cursor) {
            return cursor.error();
        }
        frame.after = *cursor;
    }
    return frame;
}

}  // namespace millrace::ws
