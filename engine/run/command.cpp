#include "engine/run/command.hpp"

#include "engine/base/bytes.hpp"
#include "engine/value/codec.hpp"

namespace millrace::run {

// The place in the variant is stored: commands are only ever added at the end.
std::string_view name_of(const Command& command) {
    static constexpr std::string_view names[] = {"run.start",    "signal.deliver",   "timer.fire",    "run.cancel",
                                                 "run.continue", "incident.resolve", "run.quarantine"};
    static_assert(std::size(names) == std::variant_size_v<Command>);
    return names[command.index()];
}

bool from_outside(const Command& command) {
    return !std::holds_alternative<ContinueRun>(command);
}

namespace {

constexpr std::string_view action_names[] = {"retry", "retry_on", "skip", "cancel"};

struct Shower {
    Value operator()(const StartRun& c) const {
        Map data{{"version", to_base32(c.version)}};
        if (!c.input.is_nil()) {
            data.set("input", c.input);
        }
        if (c.subject.id != 0) {
            data.set("subject", Map{{"kind", c.subject.kind}, {"id", to_base32(c.subject.id)}});
        }
        return data;
    }
    Value operator()(const DeliverSignal& c) const {
        Map data{{"signal", c.signal.name}, {"payload", c.signal.payload}};
        if (c.activation != 0) {
            data.set("activation", static_cast<std::int64_t>(c.activation));
        }
        return data;
    }
    Value operator()(const FireTimer&) const { return Map{}; }
    Value operator()(const CancelRun& c) const { return Map{{"reason", c.reason}}; }
    Value operator()(const ContinueRun&) const { return Map{}; }
    Value operator()(const ResolveIncident& c) const {
        Map data{{"action", action_names[static_cast<std::size_t>(c.action)]}};
        if (c.version != 0) {
            data.set("version", to_base32(c.version));
        }
        if (!c.output.empty()) {
            data.set("output", c.output);
        }
        return data;
    }
    Value operator()(const Quarantine& c) const { return Map{{"reason", c.reason}}; }
};

struct Encoder {
    ByteWriter& out;

    void operator()(const StartRun& c) const {
        out.varint(c.run);
        out.varint(c.org);
        out.varint(c.version);
        out.varint(c.seed);
        out.text(c.subject.kind);
        out.varint(c.subject.id);
        out.byte(c.subject.owned ? 1 : 0);
        encode(c.input, out);
        encode(c.event, out);
        out.byte(c.conditional ? 1 : 0);
    }
    void operator()(const DeliverSignal& c) const {
        out.text(c.signal.name);
        encode(c.signal.payload, out);
        out.varint(c.activation);
        out.text(c.id);
        out.integer(c.at.ms);
    }
    void operator()(const FireTimer&) const {}
    void operator()(const CancelRun& c) const { out.text(c.reason); }
    void operator()(const ContinueRun&) const {}
    void operator()(const ResolveIncident& c) const {
        out.byte(static_cast<std::uint8_t>(c.action));
        out.varint(c.version);
        out.text(c.output);
    }
    void operator()(const Quarantine& c) const { out.text(c.reason); }
};

}  // namespace

Value to_value(const Command& command) {
    Map shown{{"name", name_of(command)}, {"data", std::visit(Shower{}, command)}};
    if (const auto* signal = std::get_if<DeliverSignal>(&command); signal != nullptr && !signal->id.empty()) {
        shown.set("id", signal->id);
    }
    return shown;
}

void encode(const Command& command, ByteWriter& out) {
    out.byte(static_cast<std::uint8_t>(command.index()));
    std::visit(Encoder{out}, command);
}

Command decode_command(ByteReader& in) {
    switch (in.byte()) {
        case 0: {
            StartRun c;
            c.run = in.varint();
            c.org = in.varint();
            c.version = in.varint();
            c.seed = in.varint();
            c.subject.kind = String(in.text());
            c.subject.id = in.varint();
            c.subject.owned = in.byte() != 0;
            c.input = decode_value(in);
            c.event = decode_value(in);
            c.conditional = in.byte() != 0;
            return c;
        }
        case 1: {
            DeliverSignal c;
            c.signal.name = String(in.text());
            c.signal.payload = decode_value(in);
            c.activation = static_cast<ActivationId>(in.varint());
            c.id = std::string(in.text());
            c.at.ms = in.integer();
            return c;
        }
        case 2:
            return FireTimer{};
        case 3:
            return CancelRun{std::string(in.text())};
        case 4:
            return ContinueRun{};
        case 5: {
            ResolveIncident c;
            const std::uint8_t action = in.byte();
            if (action > static_cast<std::uint8_t>(ResolveIncident::Action::cancel)) {
                in.fail();
            }
            c.action = static_cast<ResolveIncident::Action>(action);
            c.version = in.varint();
            c.output = std::string(in.text());
            return c;
        }
        case 6:
            return Quarantine{std::string(in.text())};
        default:
            in.fail();
            return ContinueRun{};
    }
}

}  // namespace millrace::run
