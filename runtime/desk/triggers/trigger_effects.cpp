#include "runtime/desk/triggers/trigger_effects.hpp"

#include "engine/base/fault.hpp"
#include "engine/desk/integration.hpp"
#include "runtime/desk/conversations/conversation_effects.hpp"
#include "runtime/desk/triggers/subscription.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::desk {
namespace {

using Answer = Result<std::optional<Signal>>;
const std::optional<Signal> no_answer;

Answer emit(const Work& work, const drive::LocalEffect& effect) {
    const EmitEvent wanted = from_value<EmitEvent>(effect.payload);
    if (wanted.key.empty() && effect.subject) {  // the subject's own: whoever waits on it
        work.tx.deliver(drive::signal_to_subject(work.org, effect.subject, Signal{String(wanted.event), wanted.payload},
                                                 {}, work.now()));
    }
    tell_others(work, effect.subject, effect.subject_kind, wanted.event, wanted.key, wanted.payload);
    return no_answer;
}

Answer subscribe(const Work& work, const drive::LocalEffect& effect) {
    const Subscribe wanted = from_value<Subscribe>(effect.payload);
    work.tx.run(
        "INSERT INTO event_subscription(org, event, key, run, activation)"
        " VALUES($org, $event, $key, $run, $activation) ON CONFLICT DO NOTHING",
        {{"org", work.org},
         {"event", wanted.event},
         {"key", wanted.key},
         {"run", effect.run},
         {"activation", effect.activation}});
    return no_answer;
}

Answer unsubscribe(const Work& work, const drive::LocalEffect& effect) {
    const Unsubscribe wanted = from_value<Unsubscribe>(effect.payload);
    if (fault("desk_keeps_subscriptions")) {
        return no_answer;
    }
    work.tx.run(
        "DELETE FROM event_subscription WHERE org = $org AND event = $event AND key = $key"
        " AND run = $run AND activation = $activation",
        {{"org", work.org},
         {"event", wanted.event},
         {"key", wanted.key},
         {"run", effect.run},
         {"activation", effect.activation}});
    return no_answer;
}

Answer start(const Work& work, const drive::LocalEffect& effect) {
    const StartFlow wanted = from_value<StartFlow>(effect.payload);
    const std::optional<store::FlowRow> flow = store::find_flow(work.reader(), wanted.flow);
    if (!flow || flow->current == 0) {
        return Error{"flow.unknown", "expected a published flow but there is no '" + wanted.flow + "'"};
    }
    drive::StartEnvelope envelope;
    envelope.flow = wanted.flow;
    envelope.subject_kind = effect.subject ? std::string(effect.subject_kind) : std::string();
    envelope.owner = wanted.hand_over || !effect.subject;
    envelope.input = wanted.input;
    if (wanted.hand_over) {
        if (!effect.subject) {
            return Error{"flow.nothing_to_hand_over",
                         "expected a conversation to hand over but this run is about none"};
        }
        if (Status owner = may_talk(work, effect); !owner) {
            return owner.error();
        }
        // From here on it is a companion: the subject is free for the run that the row below starts, and whatever
        // reaches the subject meanwhile stands in line behind that row.
        work.tx.run("UPDATE run SET companion = id WHERE org = $org AND id = $run",
                    {{"org", work.org}, {"run", effect.run}});
    }
    work.tx.deliver(drive::start_on_subject(work.org, effect.subject, std::move(envelope), work.now()));
    return no_answer;
}

using Carry = Answer (*)(const Work&, const drive::LocalEffect&);

void add(drive::LocalEffects& effects, Feed& feed, std::string_view name, Carry carry) {
    effects.add(std::string(name), [&feed, carry](store::Transaction& tx, const drive::LocalEffect& effect) {
        return carry(Work{tx, feed, effect.org, "flow"}, effect);
    });
}

}  // namespace

void add_trigger_effects(drive::LocalEffects& effects, Feed& feed) {
    add(effects, feed, EmitEvent::name, emit);
    add(effects, feed, Subscribe::name, subscribe);
    add(effects, feed, Unsubscribe::name, unsubscribe);
    add(effects, feed, StartFlow::name, start);
}

}  // namespace millrace::desk
