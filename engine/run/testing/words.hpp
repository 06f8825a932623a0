#pragma once

// Node types and words for tests of runs: one node for each thing that a step can say, and nothing of a contact centre.

#include <stdexcept>
#include <string>
#include <vector>

#include "engine/node/catalogue.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"
#include "engine/value/vocabulary.hpp"

namespace millrace::run::testing {

struct EndSettings {
    std::string outcome = "done";
    Value result;
};
inline void describe(Fields<EndSettings>& fields) {
    fields.add("outcome", &EndSettings::outcome);
    fields.add("result", &EndSettings::result);
}
struct End final : Node<EndSettings> {
    using Node::resume;
    Step enter(const EndSettings& settings, const NodeContext&) const override {
        return end_flow(settings.outcome, settings.result);
    }
};

// Saves a value, asks for effects, goes on.
struct DoSettings {
    VariableName save;
    Value value;
    std::vector<std::string> ask;
};
inline void describe(Fields<DoSettings>& fields) {
    fields.add("save", &DoSettings::save);
    fields.add("value", &DoSettings::value);
    fields.add("ask", &DoSettings::ask);
}
struct Do final : Node<DoSettings> {
    using Node::resume;
    Step enter(const DoSettings& settings, const NodeContext&) const override {
        Step step = leave_by("done");
        if (settings.save) {
            step = leave_by("done").saving(settings.save.value, settings.value).setting("value", settings.value);
        }
        for (const std::string& effect : settings.ask) {
            step.effects.push_back({String(effect), Map{}});
        }
        return step;
    }
};

// Waits for signals, or a time, perhaps holding something.
struct WaitSettings {
    std::vector<std::string> on;
    std::optional<Duration> within;
    std::string hold;
    std::string ask;
    VariableName save;
    bool newer = false;
    std::int64_t rounds = 1;  // how many signals it takes before it leaves
};
inline void describe(Fields<WaitSettings>& fields) {
    fields.add("on", &WaitSettings::on);
    fields.add("within", &WaitSettings::within);
    fields.add("hold", &WaitSettings::hold);
    fields.add("ask", &WaitSettings::ask);
    fields.add("save", &WaitSettings::save);
    fields.add("newer", &WaitSettings::newer);
    fields.add("rounds", &WaitSettings::rounds);
}
struct Wait final : Node<WaitSettings> {
    Step enter(const WaitSettings& settings, const NodeContext& context) const override {
        Step step = again(settings, context, 1);
        if (!settings.hold.empty()) {
            step.holds.push_back({"seat.take", Map{{"seat", settings.hold}}});
        }
        if (!settings.ask.empty()) {
            step.effects.push_back({String(settings.ask), Map{{"by", context.node_id()}}});
        }
        return step;
    }
    Step resume(const WaitSettings& settings, const Signal& signal, const NodeContext& context) const override {
        if (signal.is_timer()) {
            return leave_by("late");
        }
        const std::int64_t round = context.memory()["round"].as_integer();
        if (round < settings.rounds) {
            return again(settings, context, round + 1);
        }
        Step step = leave_by("came");
        if (settings.save) {
            step = leave_by("came").saving(settings.save.value, signal.payload).setting("signal", signal.name);
        }
        return step;
    }
    static Step again(const WaitSettings& settings, const NodeContext& context, std::int64_t round) {
        std::vector<String> signals(settings.on.begin(), settings.on.end());
        Step step = wait_for(std::move(signals)).remembering(Map{{"round", round}});
        step.newer = settings.newer;
        if (settings.within) {
            step.due = context.now() + *settings.within;
        }
        return step;
    }
};

struct FailSettings {
    std::string code = "test.failed";
    bool throws = false;
};
inline void describe(Fields<FailSettings>& fields) {
    fields.add("code", &FailSettings::code);
    fields.add("throws", &FailSettings::throws);
}
struct Fail final : Node<FailSettings> {
    using Node::resume;
    Step enter(const FailSettings& settings, const NodeContext&) const override {
        if (settings.throws) {
            throw std::runtime_error("this node has a bug");
        }
        return fail(settings.code, "expected luck but there was none");
    }
};

// Fails until the variable `ready` is set.
struct Flaky final : Node<FailSettings> {
    using Node::resume;
    Step enter(const FailSettings& settings, const NodeContext& context) const override {
        return context.read("ready").truthy() ? leave_by("done")
                                              : fail(settings.code, "expected it to be ready but it is not");
    }
};

struct ReadSettings {
    std::string question;
    Value about;
    VariableName save = {"read"};
};
inline void describe(Fields<ReadSettings>& fields) {
    fields.add("question", &ReadSettings::question);
    fields.add("about", &ReadSettings::about);
    fields.add("save", &ReadSettings::save);
}
struct Read final : Node<ReadSettings> {
    using Node::resume;
    Step enter(const ReadSettings& settings, const NodeContext& context) const override {
        const Value answer = context.read(settings.question, settings.about);
        return leave_by("done").saving(settings.save.value, answer);
    }
};

struct RandomSettings {};
inline void describe(Fields<RandomSettings>&) {}
struct Random final : Node<RandomSettings> {
    using Node::resume;
    Step enter(const RandomSettings&, const NodeContext& context) const override {
        const auto drawn = [&] { return static_cast<std::int64_t>(context.random() >> 1); };
        const List numbers{drawn(), drawn()};
        return leave_by("done").saving("numbers", numbers);
    }
};

// Counts its visits; leaves by `again` until there were enough.
struct LoopSettings {
    std::int64_t times = 1;
};
inline void describe(Fields<LoopSettings>& fields) {
    fields.add("times", &LoopSettings::times);
}
struct Loop final : Node<LoopSettings> {
    using Node::resume;
    Step enter(const LoopSettings& settings, const NodeContext& context) const override {
        const std::int64_t round = context.kept().is_integer() ? context.kept().as_integer() : 0;
        return round < settings.times ? leave_by("again").keeping(round + 1) : leave_by("done").keeping(Value());
    }
};

struct JoinedSettings {
    std::string join;
};
inline void describe(Fields<JoinedSettings>& fields) {
    fields.add("join", &JoinedSettings::join);
}
struct Split final : Node<JoinedSettings> {
    using Node::resume;
    Step enter(const JoinedSettings&, const NodeContext&) const override { return split(); }
};
struct JoinSettings {
    std::string mode = "all";
};
inline void describe(Fields<JoinSettings>& fields) {
    fields.add("mode", &JoinSettings::mode).kind(FieldKind::choice).choices({{"all", "All"}, {"any", "Any"}});
}
struct Join final : Node<JoinSettings> {
    using Node::resume;
    Step enter(const JoinSettings&, const NodeContext&) const override { return arrive(); }
};

struct CallSettings {
    std::string flow;
    Value input;
};
inline void describe(Fields<CallSettings>& fields) {
    fields.add("flow", &CallSettings::flow).kind(FieldKind::flow);
    fields.add("input", &CallSettings::input);
}
struct Call final : Node<CallSettings> {
    using Node::resume;
    Step enter(const CallSettings& settings, const NodeContext&) const override {
        return call_flow(settings.flow, settings.input);
    }
};

struct CatchSettings {
    std::string codes;
};
inline void describe(Fields<CatchSettings>& fields) {
    fields.add("codes", &CatchSettings::codes);
}
struct Catcher final : Node<CatchSettings> {
    using Node::resume;
    Step enter(const CatchSettings& settings, const NodeContext&) const override {
        return arm_catch("armed", settings.codes);
    }
};

inline Catalogue catalogue() {
    Catalogue all;
    all.add(node_type<End>("t.end").in_role(Role::end));
    all.add(node_type<Do>("t.do").with_outputs({ok("done", "Done.")}));
    NodeType wait = node_type<Wait>("t.wait")
                        .with_outputs({ok("came", "It came."), timeout("late", "It did not.").after("within")})
                        .waiting(Waits::always);
    wait.signals = {"*"};  // whatever its settings name
    all.add(std::move(wait));
    all.add(node_type<Fail>("t.fail").with_outputs({error("error", "It failed.")}));
    all.add(node_type<Flaky>("t.flaky").with_outputs({ok("done", "It worked."), error("other", "Another way.")}));
    all.add(node_type<Read>("t.read").with_outputs({ok("done", "Read.")}));
    all.add(node_type<Random>("t.random").with_outputs({ok("done", "Drawn.")}));
    all.add(
        node_type<Loop>("t.loop").with_outputs({ok("again", "Once more."), ok("done", "Enough.")}).in_role(Role::loop));
    all.add(node_type<Split>("t.fork").with_outputs_from(OutputsFrom::next).in_role(Role::fork));
    all.add(node_type<Split>("t.race").with_outputs_from(OutputsFrom::next).in_role(Role::race));
    all.add(node_type<Join>("t.join").with_outputs({ok("done", "Together.")}).in_role(Role::join));
    all.add(node_type<Call>("t.call").with_outputs_from(OutputsFrom::flow).in_role(Role::subflow));
    all.add(node_type<Catcher>("t.catch")
                .with_outputs({ok("armed", "Go on."), ok("caught", "Something failed.")})
                .in_role(Role::catcher));
    return all;
}

inline Vocabulary vocabulary() {
    Vocabulary words;
    words.add(ScopeSpec{"guest", "Who it is about", {}});
    for (const char* name : {"bell.rung", "door.opened", "call.answered", "alarm.raised"}) {
        words.add(SignalSpec{name, name, {}});
    }
    FieldSpec seat;
    seat.key = "seat";
    seat.kind = FieldKind::string;
    EffectSpec take{"seat.take", "Take a seat", {{seat}}};
    take.release = "seat.free";
    words.add(std::move(take));
    words.add(EffectSpec{"seat.free", "Free it", {{seat}}});
    EffectSpec call{"call.place", "Place a call", {}};
    call.answers = {"call.answered"};
    words.add(std::move(call));
    EffectSpec speak{"speak", "Say something", {}};
    speak.talks = true;
    words.add(std::move(speak));
    words.add(EffectSpec{"help.fetch", "Nobody else is left", {}});
    words.last_resort_effect = "help.fetch";
    return words;
}

}  // namespace millrace::run::testing
