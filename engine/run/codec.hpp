#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/run/apply.hpp"
#include "engine/run/event.hpp"

namespace millrace::run {

// Writes members of events, by kind.
struct EventWriter {
    ByteWriter& out;

    void operator()(const char*, std::uint32_t n) { out.varint(n); }
    void operator()(const char*, std::uint64_t n) { out.varint(n); }
    void operator()(const char*, std::int32_t n) { out.integer(n); }
    void operator()(const char*, bool b) { out.byte(b ? 1 : 0); }
    void operator()(const char*, Time t) { out.integer(t == never ? -1 : t.ms); }
    void operator()(const char*, const String& text) { out.text(text); }
    void operator()(const char*, const Value& value);
    void operator()(const char*, const std::vector<String>& texts);
    void operator()(const char*, const Subject& subject);
};

template <class E>
void encode_event(const E& event, ByteWriter& out) {
    out.byte(static_cast<std::uint8_t>(E::tag));
    EventWriter writer{out};
    E::fields(event, writer);
}

// Applies encoded events in order. False if the bytes are damaged; the state is then worth nothing.
bool apply_events(std::string_view events, const Applier& applier);

// Applies them too, and shows each to `seen` as {name, activation?, data}, right after it was applied: names are of the
// state before it, what it did is in the applier's. False if the bytes are damaged; all before was seen then.
bool follow_events(std::string_view events, const Applier& applier,
                   const std::function<void(Tag, const Value& shown)>& seen);

// The events as maps {name, activation?, data}, for the API and for differences. Names of nodes and variables come
// from the state as it was at each event, so this folds a copy of it.
List show_events(std::string_view events, State state_before, Flows& flows, Time now, bool from_outside);

}  // namespace millrace::run
