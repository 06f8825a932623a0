#include "runtime/drive/envelope.hpp"

#include "engine/base/bytes.hpp"
#include "engine/value/codec.hpp"

namespace millrace::drive {
namespace {

constexpr std::uint8_t format = 1;

struct Encoder {
    ByteWriter& out;
    void operator()(const SignalEnvelope& e) const {
        out.text(e.signal.name);
        encode(e.signal.payload, out);
        out.varint(e.activation);
        out.text(e.id);
        out.integer(e.at.ms);
    }
    void operator()(const StartEnvelope& e) const {
        out.text(e.flow);
        out.text(e.subject_kind);
        out.byte(e.owner ? 1 : 0);
        encode(e.input, out);
        encode(e.event, out);
        out.text(e.event_name);
    }
    void operator()(const EventEnvelope& e) const {
        out.text(e.name);
        out.text(e.key);
        encode(e.payload, out);
        out.text(e.subject_kind);
    }
    void operator()(const CommandEnvelope& e) const { run::encode(e.command, out); }
};

}  // namespace

std::string encode(const Envelope& envelope) {
    ByteWriter out;
    out.byte(format);
    out.byte(static_cast<std::uint8_t>(envelope.index()));
    std::visit(Encoder{out}, envelope);
    return out.take();
}

Result<Envelope> decode_envelope(std::string_view bytes) {
    ByteReader in(bytes);
    if (in.byte() != format) {
        in.fail();
    }
    Envelope envelope;
    switch (in.byte()) {
        case 0: {
            SignalEnvelope e;
            e.signal.name = String(in.text());
            e.signal.payload = decode_value(in);
            e.activation = static_cast<run::ActivationId>(in.varint());
            e.id = std::string(in.text());
            e.at.ms = in.integer();
            envelope = std::move(e);
            break;
        }
        case 1: {
            StartEnvelope e;
            e.flow = std::string(in.text());
            e.subject_kind = std::string(in.text());
            e.owner = in.byte() != 0;
            e.input = decode_value(in);
            e.event = decode_value(in);
            e.event_name = std::string(in.text());
            envelope = std::move(e);
            break;
        }
        case 2: {
            EventEnvelope e;
            e.name = String(in.text());
            e.key = std::string(in.text());
            e.payload = decode_value(in);
            e.subject_kind = std::string(in.text());
            envelope = std::move(e);
            break;
        }
        case 3:
            envelope = CommandEnvelope{run::decode_command(in)};
            break;
        default:
            in.fail();
    }
    if (in.failed() || !in.done()) {
        return Error{"inbox.damaged", "expected a command of a known format in the inbox but the bytes are damaged"};
    }
    return envelope;
}

store::InboxRow signal_to_run(OrgId org, RunId run, run::ActivationId activation, Signal signal, Time at) {
    store::InboxRow row;
    row.org = org;
    row.run = run;
    row.at = at;
    row.body = encode(SignalEnvelope{std::move(signal), activation, {}, at});
    return row;
}

store::InboxRow signal_to_subject(OrgId org, store::SubjectId subject, Signal signal, std::string id, Time at) {
    store::InboxRow row;
    row.org = org;
    row.subject = subject;
    row.at = at;
    row.body = encode(SignalEnvelope{std::move(signal), 0, std::move(id), at});
    return row;
}

store::InboxRow command_to_run(OrgId org, RunId run, run::Command command, Time at) {
    store::InboxRow row;
    row.org = org;
    row.run = run;
    row.at = at;
    // Made in place: moved there, GCC 12 takes it for uninitialized.
    Envelope envelope(std::in_place_type<CommandEnvelope>);
    std::get<CommandEnvelope>(envelope).command = std::move(command);
    row.body = encode(envelope);
    return row;
}

store::InboxRow start_on_subject(OrgId org, store::SubjectId subject, StartEnvelope start, Time at) {
    store::InboxRow row;
    row.org = org;
    row.subject = subject;
    row.at = at;
    row.body = encode(std::move(start));
    return row;
}

}  // namespace millrace::drive
