#pragma once

// Node types for tests of what stands around nodes: one of each part that a node can play in a graph, with settings of
// every kind and next to no behaviour.

#include <string>
#include <utility>
#include <vector>

#include "engine/node/graph.hpp"

namespace millrace::tiny {

struct ThingHappened {
    static constexpr std::string_view name = "thing.happened";
    std::string what;
};
inline void describe(Fields<ThingHappened>& fields) {
    fields.add("what", &ThingHappened::what);
}
struct ThingEnded {
    static constexpr std::string_view name = "thing.ended";
    std::string why;
};
inline void describe(Fields<ThingEnded>& fields) {
    fields.add("why", &ThingEnded::why);
}

// Leaves by one output, whatever its settings say.
template <class S>
class Leaves : public Node<S> {
public:
    Step enter(const S&, const NodeContext&) const override { return leave_by("done"); }
    using Node<S>::enter;
};

struct EndSettings {
    std::string outcome = "done";
    Value result;
};
inline void describe(Fields<EndSettings>& fields) {
    fields.add("outcome", &EndSettings::outcome);
    fields.add("result", &EndSettings::result);
}

struct SaySettings {
    Text text;
    std::vector<Text> more;
};
inline void describe(Fields<SaySettings>& fields) {
    fields.add("text", &SaySettings::text).required();
    fields.add("more", &SaySettings::more);
}

struct AskSettings {
    Text text;
    VariableName save;
    std::optional<Duration> patience;
};
inline void describe(Fields<AskSettings>& fields) {
    fields.add("text", &AskSettings::text).required();
    fields.add("save", &AskSettings::save);
    fields.add("patience", &AskSettings::patience).at_least(seconds(1));
}

struct WaitSettings {
    Duration duration;
};
inline void describe(Fields<WaitSettings>& fields) {
    fields.add("duration", &WaitSettings::duration).required();
}

struct WaitForSettings {
    std::string name;
    std::optional<Duration> within;
};
inline void describe(Fields<WaitForSettings>& fields) {
    fields.add("name", &WaitForSettings::name).required();
    fields.add("within", &WaitForSettings::within);
}

struct BranchSettings {
    expression::Expression when;
};
inline void describe(Fields<BranchSettings>& fields) {
    fields.add("when", &BranchSettings::when).required();
}

struct SetSettings {
    NamedExpressions values;
};
inline void describe(Fields<SetSettings>& fields) {
    fields.add("values", &SetSettings::values).required();
}

struct LoopSettings {
    std::optional<std::int64_t> times;
    std::optional<expression::Expression> condition;
    std::int64_t max = 1000;
};
inline void describe(Fields<LoopSettings>& fields) {
    fields.add("times", &LoopSettings::times).at_least(0);
    fields.add("while", &LoopSettings::condition);
    fields.add("max", &LoopSettings::max).at_least(1);
}
inline std::vector<Error> check_loop(const Value& settings) {
    if (settings["times"].is_nil() == settings["while"].is_nil()) {
        return {{"missing_setting", "expected exactly one of times and while but found both or none", "/times"}};
    }
    return {};
}

struct ForEachSettings {
    Value in;
    VariableName as = {"item"};
};
inline void describe(Fields<ForEachSettings>& fields) {
    fields.add("in", &ForEachSettings::in).kind(FieldKind::any).required();
    fields.add("as", &ForEachSettings::as);
}

struct ForkSettings {
    std::string join;
};
inline void describe(Fields<ForkSettings>& fields) {
    fields.add("join", &ForkSettings::join).required();
}

struct JoinSettings {
    std::string mode = "all";
};
inline void describe(Fields<JoinSettings>& fields) {
    fields.add("mode", &JoinSettings::mode).kind(FieldKind::choice).choices({{"all", "All"}, {"any", "Any"}});
}

struct SubflowSettings {
    std::string flow;
    Named<Value> input;
};
inline void describe(Fields<SubflowSettings>& fields) {
    fields.add("flow", &SubflowSettings::flow).kind(FieldKind::flow).required();
    fields.add("input", &SubflowSettings::input);
}

struct ScriptSettings {
    Code code;
};
inline void describe(Fields<ScriptSettings>& fields) {
    fields.add("code", &ScriptSettings::code).required();
}

struct MenuSettings {
    Text text;
    std::vector<Value> options;
    Duration patience = minutes(5);
};
inline void describe(Fields<MenuSettings>& fields) {
    fields.add("text", &MenuSettings::text).required();
    fields.add("options", &MenuSettings::options).required();
    fields.add("patience", &MenuSettings::patience);
}

struct HttpSettings {
    Url url;
    Named<Text> headers;
    Value body;
    std::int64_t attempts = 3;
};
inline void describe(Fields<HttpSettings>& fields) {
    fields.add("url", &HttpSettings::url).required();
    fields.add("headers", &HttpSettings::headers);
    fields.add("body", &HttpSettings::body);
    fields.add("attempts", &HttpSettings::attempts).at_least(1).at_most(5);
}

struct QueueSettings {
    std::string queue;
    std::optional<Duration> patience = minutes(10);
};
inline void describe(Fields<QueueSettings>& fields) {
    fields.add("queue", &QueueSettings::queue).kind(FieldKind::queue).required();
    fields.add("patience", &QueueSettings::patience);
}

struct CatchSettings {
    std::string codes = "*";
};
inline void describe(Fields<CatchSettings>& fields) {
    fields.add("codes", &CatchSettings::codes);
}

template <class S>
NodeTypeBuilder type(std::string name) {
    return node_type<Leaves<S>>(std::move(name));
}

inline Catalogue catalogue() {
    Catalogue all;
    all.add(type<EndSettings>("tiny.end").in_role(Role::end));
    all.add(type<SaySettings>("tiny.say").with_outputs({ok("sent", "Said.")}).talking());
    all.add(type<AskSettings>("tiny.ask")
                .with_outputs({ok("answered", "An answer came."),
                               timeout("gave_up", "None came in time.").after("patience"),
                               event<ThingEnded>("ended", "It is over.")})
                .waiting(Waits::always)
                .hearing<ThingHappened>()
                .talking());
    all.add(type<WaitSettings>("tiny.wait").with_outputs({ok("done", "Time is up.")}).waiting(Waits::always));
    all.add(type<WaitForSettings>("tiny.wait_for")
                .with_outputs({ok("came", "It came."), timeout("late", "It did not.").after("within")})
                .waiting(Waits::always)
                .hearing_named_by("name"));
    all.add(type<BranchSettings>("tiny.branch").with_outputs({ok("yes", "It holds."), ok("no", "It does not.")}));
    all.add(type<SetSettings>("tiny.set").with_outputs({ok("done", "Set.")}).setting_keys_of("values"));
    all.add(type<LoopSettings>("tiny.loop")
                .with_outputs({ok("again", "Once more."), ok("done", "Enough.")})
                .in_role(Role::loop)
                .checked_by(check_loop));
    all.add(type<ForEachSettings>("tiny.for_each")
                .with_outputs({ok("each", "One of them."), ok("done", "All of them.")})
                .in_role(Role::loop));
    all.add(type<ForkSettings>("tiny.fork").with_outputs_from(OutputsFrom::next).in_role(Role::fork));
    all.add(type<ForkSettings>("tiny.race").with_outputs_from(OutputsFrom::next).in_role(Role::race));
    all.add(type<JoinSettings>("tiny.join").with_outputs({ok("done", "Together again.")}).in_role(Role::join));
    all.add(type<SubflowSettings>("tiny.subflow")
                .with_outputs({error("error", "It failed.")})
                .with_outputs_from(OutputsFrom::flow)
                .in_role(Role::subflow)
                .waiting(Waits::maybe));
    all.add(type<ScriptSettings>("tiny.script")
                .with_outputs({error("error", "It threw.")})
                .with_outputs_from(OutputsFrom::next)
                .waiting(Waits::maybe));
    all.add(type<MenuSettings>("tiny.menu")
                .with_outputs({ok("no_match", "None of them."), timeout("timeout", "No answer.")})
                .with_outputs_from(OutputsFrom::options)
                .waiting(Waits::always)
                .hearing<ThingHappened>()
                .talking());
    all.add(type<HttpSettings>("tiny.http")
                .with_outputs({ok("replied", "A reply."), error("error", "None.")})
                .waiting(Waits::always));
    all.add(type<QueueSettings>("tiny.queue")
                .with_outputs({ok("answered", "Taken."), timeout("gave_up", "Not taken.").after("patience")})
                .waiting(Waits::always)
                .hearing<ThingHappened>());
    all.add(type<CatchSettings>("tiny.catch")
                .with_outputs({ok("armed", "Go on."), ok("caught", "A failure came here.")})
                .in_role(Role::catcher));
    all.add(type<CatchSettings>("tiny.throw").in_role(Role::thrower));
    NodeType scripted = type<CatchSettings>("tiny.scripted")
                            .with_outputs({ok("done", "Done.")})
                            .setting_variables({"tier"})
                            .waiting(Waits::maybe);
    scripted.source = "return { run = function(ctx) ctx.vars.tier = 'gold' ctx.vars.guess = 1 return 'done' end }";
    all.add(std::move(scripted));
    return all;
}

inline Vocabulary vocabulary() {
    Vocabulary words;
    ScopeSpec contact{"contact", "Who is asking", {}};
    FieldSpec name;
    name.key = "name";
    name.kind = FieldKind::string;
    FieldSpec visits;
    visits.key = "visits";
    visits.kind = FieldKind::integer;
    contact.members.fields = {name, visits};
    words.add(std::move(contact));
    words.add(ScopeSpec{"channel", "Where", {}});
    words.add(SignalSpec{"thing.happened", "Something happened", {}});
    words.add(SignalSpec{"thing.ended", "It is over", {}});
    words.add(SignalSpec{"http.replied", "A reply", {}});
    words.add(EffectSpec{"http.call", "A call", {}, false, false, false, "", {"http.replied"}});
    return words;
}

}  // namespace millrace::tiny
