#include "engine/run/codec.hpp"

#include "engine/run/apply/possible.hpp"
#include "engine/value/codec.hpp"

namespace millrace::run {

void EventWriter::operator()(const char*, const Value& value) {
    encode(value, out);
}

void EventWriter::operator()(const char*, const std::vector<String>& texts) {
    out.varint(texts.size());
    for (const String& text : texts) {
        out.text(text);
    }
}

void EventWriter::operator()(const char*, const Subject& subject) {
    out.text(subject.kind);
    out.varint(subject.id);
    out.byte(subject.owned ? 1 : 0);
}

namespace {

struct EventReader {
    ByteReader& in;

    void operator()(const char*, std::uint32_t& n) { n = static_cast<std::uint32_t>(in.varint()); }
    void operator()(const char*, std::uint64_t& n) { n = in.varint(); }
    void operator()(const char*, std::int32_t& n) { n = static_cast<std::int32_t>(in.integer()); }
    void operator()(const char*, bool& b) { b = in.byte() != 0; }
    void operator()(const char*, Time& t) {
        t.ms = in.integer();
        if (t.ms < 0) {
            t = never;
        }
    }
    void operator()(const char*, String& text) { text = String(in.text()); }
    void operator()(const char*, Value& value) { value = decode_value(in); }
    void operator()(const char*, std::vector<String>& texts) {
        const std::uint64_t count = in.varint();
        if (count > in.left()) {
            in.fail();
            return;
        }
        for (std::uint64_t i = 0; i < count; ++i) {
            texts.emplace_back(in.text());
        }
    }
    void operator()(const char*, Subject& subject) {
        subject.kind = String(in.text());
        subject.id = in.varint();
        subject.owned = in.byte() != 0;
    }
};

// Reads one event and hands it to `use`. False if there is no such event or it is damaged.
template <class Use>
bool with_next_event(ByteReader& in, Use&& use) {
    const auto read = [&]<class E>(E event) {
        EventReader reader{in};
        E::fields(event, reader);
        if (in.failed()) {
            return false;
        }
        use(std::move(event));
        return true;
    };
    switch (static_cast<Tag>(in.byte())) {
        case Tag::run_started:
            return read(RunStarted{});
        case Tag::token_placed:
            return read(TokenPlaced{});
        case Tag::node_entered:
            return read(NodeEntered{});
        case Tag::variable_set:
            return read(VariableSet{});
        case Tag::output_set:
            return read(OutputSet{});
        case Tag::node_kept:
            return read(NodeKept{});
        case Tag::effect_asked:
            return read(EffectAsked{});
        case Tag::held:
            return read(Held{});
        case Tag::released:
            return read(Released{});
        case Tag::node_waited:
            return read(NodeWaited{});
        case Tag::node_resumed:
            return read(NodeResumed{});
        case Tag::node_left:
            return read(NodeLeft{});
        case Tag::region_opened:
            return read(RegionOpened{});
        case Tag::token_arrived:
            return read(TokenArrived{});
        case Tag::region_closed:
            return read(RegionClosed{});
        case Tag::region_cancelled:
            return read(RegionCancelled{});
        case Tag::frame_entered:
            return read(FrameEntered{});
        case Tag::frame_left:
            return read(FrameLeft{});
        case Tag::hook_fired:
            return read(HookFired{});
        case Tag::signal_kept:
            return read(SignalKept{});
        case Tag::signal_taken:
            return read(SignalTaken{});
        case Tag::signal_dropped:
            return read(SignalDropped{});
        case Tag::signal_ignored:
            return read(SignalIgnored{});
        case Tag::catch_armed:
            return read(CatchArmed{});
        case Tag::caught:
            return read(Caught{});
        case Tag::incident_raised:
            return read(IncidentRaised{});
        case Tag::error_routed:
            return read(ErrorRouted{});
        case Tag::incident_resolved:
            return read(IncidentResolved{});
        case Tag::version_changed:
            return read(VersionChanged{});
        case Tag::cancel_requested:
            return read(CancelRequested{});
        case Tag::run_ended:
            return read(RunEnded{});
        case Tag::run_cancelled:
            return read(RunCancelled{});
        case Tag::run_quarantined:
            return read(RunQuarantined{});
    }
    return false;
}

// Members as they read best: ids of nodes and outputs instead of their numbers.
struct EventShower {
    const State& state;
    Map& data;
    ActivationId* activation;

    void operator()(const char* name, std::uint32_t n) {
        if (std::string_view(name) == "activation") {
            *activation = n;
        } else {
            data.set(name, static_cast<std::int64_t>(n));
        }
    }
    void operator()(const char* name, std::uint64_t n) {
        if (std::string_view(name) == "number") {
            data.set(name, static_cast<std::int64_t>(n));
        } else if (std::string_view(name) == "seed") {
            data.set(name, std::to_string(n));  // all 64 bits count, unlike an id's
        } else {
            data.set(name, to_base32(n));
        }
    }
    void operator()(const char* name, std::int32_t n) { data.set(name, static_cast<std::int64_t>(n)); }
    void operator()(const char* name, bool b) { data.set(name, b); }
    void operator()(const char* name, Time t) {
        if (t != never) {
            data.set(name, to_text(t));
        }
    }
    void operator()(const char* name, const String& text) {
        if (!text.empty()) {
            data.set(name, text);
        }
    }
    void operator()(const char* name, const Value& value) {
        if (!value.is_nil()) {
            data.set(name, value);
        }
    }
    void operator()(const char* name, const std::vector<String>& texts) {
        List list;
        for (const String& text : texts) {
            list.push(text);
        }
        data.set(name, std::move(list));
    }
    void operator()(const char* name, const Subject& subject) {
        if (subject.id != 0) {
            data.set(name, Map{{"kind", subject.kind}, {"id", to_base32(subject.id)}, {"owned", subject.owned}});
        }
    }
};

const GraphNode* node_of(const State& state, ActivationId id) {
    const Activation* activation = state.activation(id);
    const Frame* frame = activation == nullptr ? nullptr : state.frame(activation->frame);
    return frame == nullptr ? nullptr : &frame->graph->nodes[static_cast<std::size_t>(activation->node)];
}

// What numbers mean to a reader: before the event is applied, so that what it removes can still be named.
template <class E>
void name_things(const E& event, const State& state, Map& data) {
    if constexpr (requires {
                      event.frame;
                      event.node;
                  }) {
        if (const Frame* frame = state.frame(event.frame); frame != nullptr && event.node >= 0) {
            data.set("node", frame->graph->nodes[static_cast<std::size_t>(event.node)].id);
        }
    } else if constexpr (requires { event.activation; }) {
        if (const GraphNode* node = node_of(state, event.activation)) {
            data.set("node", node->id);
            if constexpr (requires { event.wire; }) {
                data.set("output", node->wires[event.wire].output);
                data.set(
                    "target", node_of(state, event.activation) == nullptr ? String() : [&] {
                        const Frame* frame = state.frame(state.activation(event.activation)->frame);
                        return frame->graph->nodes[static_cast<std::size_t>(node->wires[event.wire].target)].id;
                    }());
                data.erase("wire");
            }
        }
    }
    if constexpr (requires { event.slot; }) {
        if (const Frame* frame = state.frame(event.frame); frame != nullptr && event.slot >= 0) {
            data.set("name", frame->graph->variables[static_cast<std::size_t>(event.slot)]);
        }
        data.erase("slot");
    }
    if constexpr (E::tag == Tag::node_entered) {
        if (!state.ready.empty()) {
            const Token& token = state.ready.front();
            data.set("node", state.frame(token.frame)->graph->nodes[static_cast<std::size_t>(token.node)].id);
            data.set("frame", static_cast<std::int64_t>(token.frame));
        }
    }
    const auto id_in = [&](FrameId frame, NodeIndex node) {
        return node < 0 ? String() : state.frame(frame)->graph->nodes[static_cast<std::size_t>(node)].id;
    };
    if constexpr (E::tag == Tag::hook_fired) {
        if (const Frame* frame = state.frame(event.frame)) {
            data.set("on", frame->graph->hooks[event.hook].on);
            data.set("to", id_in(event.frame, frame->graph->hooks[event.hook].to));
        }
    }
    if constexpr (E::tag == Tag::error_routed) {
        if (const Frame* frame = state.frame(event.frame)) {
            data.set("to", id_in(event.frame, frame->graph->on_error));
        }
    }
    if constexpr (E::tag == Tag::caught) {
        if (const Frame* frame = state.frame(event.frame); frame != nullptr && event.index < frame->catches.size()) {
            data.set("catch", id_in(event.frame, frame->catches[event.index].node));
        }
    }
    if constexpr (E::tag == Tag::region_opened) {
        List branches;
        if (const GraphNode* fork = node_of(state, event.activation)) {
            for (const GraphWire& wire : fork->wires) {
                branches.push(wire.output);
            }
        }
        data.set("outputs", std::move(branches));
    }
}

}  // namespace

bool apply_events(std::string_view events, const Applier& applier) {
    ByteReader in(events);
    while (!in.done()) {
        bool possible = true;
        const bool read = with_next_event(in, [&](auto&& event) {
            possible = run::possible(event, applier.state, applier.flows);
            if (possible) {
                applier(std::forward<decltype(event)>(event));
            }
        });
        if (!read || !possible) {
            return false;
        }
    }
    return !in.failed();
}

bool follow_events(std::string_view events, const Applier& applier,
                   const std::function<void(Tag, const Value& shown)>& seen) {
    const State& state = applier.state;
    ByteReader in(events);
    bool possible = true;
    bool read = true;
    while (read && possible && !in.done()) {
        read = with_next_event(in, [&](auto&& event) {
            using E = std::decay_t<decltype(event)>;
            possible = possible && run::possible(event, state, applier.flows);
            if (!possible) {
                return;
            }
            Map data;
            ActivationId activation = 0;
            EventShower shower{state, data, &activation};
            E::fields(event, shower);
            name_things(event, state, data);
            if constexpr (E::tag == Tag::node_entered) {
                activation = state.last_activation + 1;
            }
            Map one{{"name", to_text(E::tag)}, {"data", std::move(data)}};
            if (activation != 0) {
                one.set("activation", static_cast<std::int64_t>(activation));
            }
            applier(std::forward<decltype(event)>(event));
            seen(E::tag, std::move(one));
        });
    }
    return read && possible && !in.failed();
}

List show_events(std::string_view events, State state, Flows& flows, Time now, bool from_outside) {
    const Applier applier{state, flows, now};
    applier.begin_turn(from_outside);
    List shown;
    follow_events(events, applier, [&](Tag, const Value& event) { shown.push(event); });
    return shown;
}

}  // namespace millrace::run
