#include "engine/run/journal.hpp"

#include "engine/run/apply/possible.hpp"
#include "engine/run/codec.hpp"
#include "engine/value/codec.hpp"

namespace millrace::run {
namespace {

constexpr std::uint8_t record_format = 1;
constexpr std::uint8_t snapshot_format = 1;

constexpr Time latest{253'402'300'799'999};  // the year 9999: what is later was never now, and adding to it overflows

Error damaged(std::string what) {
    return {"journal.damaged", "expected " + std::move(what) + " but the bytes are damaged"};
}

}  // namespace

std::string encode(const Turn& turn, std::string_view snapshot) {
    ByteWriter out;
    out.byte(record_format);
    out.integer(turn.now.ms);
    encode(turn.command, out);
    out.varint(turn.inputs.size());
    for (const Answer& answer : turn.inputs) {
        out.text(answer.question.name);
        encode(answer.question.about, out);
        encode(answer.answer, out);
    }
    out.text(turn.events);
    out.text(snapshot);
    return out.take();
}

Result<Record> decode_record(std::string_view body) {
    ByteReader in(body);
    if (in.byte() != record_format) {
        return Error{"journal.damaged", "expected a turn of a known format but found another"};
    }
    Record record;
    record.now.ms = in.integer();
    record.command = decode_command(in);
    const std::uint64_t inputs = in.varint();
    for (std::uint64_t i = 0; i < inputs && !in.failed(); ++i) {
        Answer answer;
        answer.question.name = std::string(in.text());
        answer.question.about = decode_value(in);
        answer.answer = decode_value(in);
        record.inputs.push_back(std::move(answer));
    }
    record.events = std::string(in.text());
    record.snapshot = std::string(in.text());
    if (in.failed() || !in.done() || record.now.ms < 0 || record.now > latest) {
        return damaged("a turn");
    }
    return record;
}

namespace {

void write(const Token& token, ByteWriter& out) {
    out.varint(token.frame);
    out.integer(token.node);
    out.varint(token.region);
    encode(token.event, out);
}

void write(const Activation& a, ByteWriter& out) {
    out.varint(a.id);
    out.varint(a.frame);
    out.integer(a.node);
    out.varint(a.region);
    out.byte(static_cast<std::uint8_t>(a.phase));
    out.integer(a.since.ms);
    encode(a.event, out);
    encode(a.memory, out);
    encode(a.settings, out);
    out.varint(a.signals.size());
    for (const String& signal : a.signals) {
        out.text(signal);
    }
    out.integer(a.due == never ? -1 : a.due.ms);
    out.varint(a.newer_than);
    out.varint(a.resumes);
    out.varint(a.effects);
    out.varint(a.holds.size());
    for (const Hold& hold : a.holds) {
        out.text(hold.effect);
        encode(hold.payload, out);
    }
    out.text(a.code);
    out.text(a.message);
}

void write(const Frame& f, ByteWriter& out) {
    out.varint(f.id);
    out.varint(f.caller);
    out.varint(f.graph->version_id);
    out.varint(f.slots.size());
    for (const Value& slot : f.slots) {
        encode(slot, out);
    }
    encode(Value(f.extra), out);
    out.varint(f.hooks_fired);
    out.byte(f.error_routed ? 1 : 0);
    out.varint(f.catches.size());
    for (const ArmedCatch& armed : f.catches) {
        out.integer(armed.node);
        out.varint(armed.region);
        out.text(armed.codes);
    }
    out.varint(f.kept.size());
    for (const auto& [node, value] : f.kept) {
        out.integer(node);
        encode(value, out);
    }
    out.varint(f.outputs.size());
    for (const auto& [node, values] : f.outputs) {
        out.integer(node);
        encode(Value(values), out);
    }
}

// Counts from damaged bytes must not make us allocate: each item takes at least one byte.
std::uint64_t count(ByteReader& in) {
    const std::uint64_t n = in.varint();
    if (n > in.left()) {
        in.fail();
        return 0;
    }
    return n;
}

Map read_map(ByteReader& in) {
    const Value value = decode_value(in);
    if (!value.is_map()) {
        in.fail();
        return {};
    }
    return value.as_map();
}

Token read_token(ByteReader& in) {
    Token token;
    token.frame = static_cast<FrameId>(in.varint());
    token.node = static_cast<NodeIndex>(in.integer());
    token.region = static_cast<RegionId>(in.varint());
    token.event = decode_value(in);
    return token;
}

Activation read_activation(ByteReader& in) {
    Activation a;
    a.id = static_cast<ActivationId>(in.varint());
    a.frame = static_cast<FrameId>(in.varint());
    a.node = static_cast<NodeIndex>(in.integer());
    a.region = static_cast<RegionId>(in.varint());
    a.phase = static_cast<Activation::Phase>(in.byte() & 3);
    a.since.ms = in.integer();
    a.event = decode_value(in);
    a.memory = decode_value(in);
    a.settings = decode_value(in);
    for (std::uint64_t n = count(in); n > 0; --n) {
        a.signals.emplace_back(in.text());
    }
    a.due.ms = in.integer();
    if (a.due.ms < 0) {
        a.due = never;
    }
    a.newer_than = in.varint();
    a.resumes = static_cast<std::uint32_t>(in.varint());
    a.effects = static_cast<std::uint32_t>(in.varint());
    for (std::uint64_t n = count(in); n > 0; --n) {
        Hold hold;
        hold.effect = String(in.text());
        hold.payload = decode_value(in);
        a.holds.push_back(std::move(hold));
    }
    a.code = String(in.text());
    a.message = String(in.text());
    return a;
}

Frame read_frame(ByteReader& in, Flows& flows) {
    Frame f;
    f.id = static_cast<FrameId>(in.varint());
    f.caller = static_cast<ActivationId>(in.varint());
    const std::uint64_t version = in.varint();
    if (in.failed()) {
        return f;
    }
    f.graph = flows.version(version);
    for (std::uint64_t n = count(in); n > 0; --n) {
        f.slots.push_back(decode_value(in));
        f.bytes += f.slots.back().footprint();
    }
    if (f.slots.size() != f.graph->variables.size()) {
        in.fail();
    }
    f.extra = read_map(in);
    for (const auto& [name, value] : f.extra) {
        f.bytes += value.footprint();
    }
    f.hooks_fired = in.varint();
    f.error_routed = in.byte() != 0;
    for (std::uint64_t n = count(in); n > 0; --n) {
        ArmedCatch armed;
        armed.node = static_cast<NodeIndex>(in.integer());
        armed.region = static_cast<RegionId>(in.varint());
        armed.codes = String(in.text());
        f.catches.push_back(std::move(armed));
    }
    for (std::uint64_t n = count(in); n > 0; --n) {
        const auto node = static_cast<NodeIndex>(in.integer());
        f.kept[node] = decode_value(in);
    }
    for (std::uint64_t n = count(in); n > 0; --n) {
        const auto node = static_cast<NodeIndex>(in.integer());
        f.outputs[node] = read_map(in);
    }
    return f;
}

}  // namespace

std::string encode_snapshot(const State& state) {
    ByteWriter out;
    out.byte(snapshot_format);
    out.varint(state.run);
    out.varint(state.org);
    out.varint(state.seed);
    out.text(state.subject.kind);
    out.varint(state.subject.id);
    out.byte(state.subject.owned ? 1 : 0);
    out.byte(static_cast<std::uint8_t>(state.status));
    out.varint(state.seq);
    out.integer(state.started.ms);
    out.integer(state.updated.ms);
    out.integer(state.ended.ms);
    out.text(state.outcome);
    encode(state.result, out);
    out.text(state.reason);

    out.varint(state.frames.size());
    for (const Frame& frame : state.frames) {
        write(frame, out);
    }
    out.varint(state.ready.size());
    for (const Token& token : state.ready) {
        write(token, out);
    }
    out.varint(state.activations.size());
    for (const Activation& activation : state.activations) {
        write(activation, out);
    }
    out.varint(state.regions.size());
    for (const Region& region : state.regions) {
        out.varint(region.id);
        out.varint(region.frame);
        out.integer(region.fork);
        out.varint(region.parent);
        out.varint(region.branches);
        out.varint(region.arrived);
    }
    out.varint(state.kept.size());
    for (const KeptSignal& kept : state.kept) {
        out.varint(kept.number);
        out.integer(kept.at.ms);
        out.text(kept.signal.name);
        encode(kept.signal.payload, out);
    }
    out.varint(state.last_activation);
    out.varint(state.last_frame);
    out.varint(state.last_region);
    out.varint(state.signals_seen);
    out.varint(state.steps);
    out.varint(state.effects);
    out.byte(state.cancelling ? 1 : 0);
    out.integer(state.cancel_due == never ? -1 : state.cancel_due.ms);
    out.byte(state.last_resort ? 1 : 0);
    out.text(state.incident_code);
    out.text(state.incident_message);
    return out.take();
}

Result<State> decode_snapshot(std::string_view bytes, Flows& flows) {
    ByteReader in(bytes);
    if (in.byte() != snapshot_format) {
        return Error{"journal.damaged", "expected a snapshot of a known format but found another"};
    }
    State state;
    state.run = in.varint();
    state.org = in.varint();
    state.seed = in.varint();
    state.subject.kind = String(in.text());
    state.subject.id = in.varint();
    state.subject.owned = in.byte() != 0;
    state.status = static_cast<Status>(std::min<std::uint8_t>(in.byte(), 5));
    state.seq = in.varint();
    state.started.ms = in.integer();
    state.updated.ms = in.integer();
    state.ended.ms = in.integer();
    state.outcome = String(in.text());
    state.result = decode_value(in);
    state.reason = String(in.text());
    for (std::uint64_t n = count(in); n > 0; --n) {
        state.frames.push_back(read_frame(in, flows));
    }
    for (std::uint64_t n = count(in); n > 0; --n) {
        state.ready.push_back(read_token(in));
    }
    for (std::uint64_t n = count(in); n > 0; --n) {
        state.activations.push_back(read_activation(in));
    }
    for (std::uint64_t n = count(in); n > 0; --n) {
        Region region;
        region.id = static_cast<RegionId>(in.varint());
        region.frame = static_cast<FrameId>(in.varint());
        region.fork = static_cast<NodeIndex>(in.integer());
        region.parent = static_cast<RegionId>(in.varint());
        region.branches = static_cast<std::uint32_t>(in.varint());
        region.arrived = static_cast<std::uint32_t>(in.varint());
        state.regions.push_back(region);
    }
    for (std::uint64_t n = count(in); n > 0; --n) {
        KeptSignal kept;
        kept.number = in.varint();
        kept.at.ms = in.integer();
        kept.signal.name = String(in.text());
        kept.signal.payload = decode_value(in);
        state.kept.push_back(std::move(kept));
    }
    state.last_activation = static_cast<ActivationId>(in.varint());
    state.last_frame = static_cast<FrameId>(in.varint());
    state.last_region = static_cast<RegionId>(in.varint());
    state.signals_seen = in.varint();
    state.steps = static_cast<std::uint32_t>(in.varint());
    state.effects = static_cast<std::uint32_t>(in.varint());
    state.cancelling = in.byte() != 0;
    state.cancel_due.ms = in.integer();
    if (state.cancel_due.ms < 0) {
        state.cancel_due = never;
    }
    state.last_resort = in.byte() != 0;
    state.incident_code = String(in.text());
    state.incident_message = String(in.text());
    if (in.failed() || !in.done() || !holds_together(state)) {
        return damaged("a snapshot");
    }
    return state;
}

Result<void> apply_record(State& state, const Record& record, Flows& flows) {
    const Applier applier{state, flows, record.now};
    applier.begin_turn(from_outside(record.command));
    if (!apply_events(record.events, applier)) {
        return damaged("the events of a turn");
    }
    applier.end_turn();
    return {};
}

bool wants_snapshot(const State& state, std::size_t snapshot_bytes) {
    if (is_terminal(state.status)) {
        return false;
    }
    return snapshot_bytes <= small_snapshot_bytes || state.seq % snapshot_every_turns == 0;
}

}  // namespace millrace::run
