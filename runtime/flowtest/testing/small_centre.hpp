#pragma once

// A contact centre's smallest catalogue, for tests of what plays and reports. The shipped node types are not known
// here.

#include <string>
#include <utility>
#include <vector>

#include "engine/desk/conversation.hpp"
#include "engine/desk/integration.hpp"
#include "engine/desk/queue.hpp"
#include "engine/node/node_type.hpp"
#include "runtime/flowtest/run.hpp"

namespace millrace::flowtest::testing {

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

// Asks the customer; leaves by yes or no.
struct AskSettings {
    Text text;
    Duration patience = minutes(5);
};
inline void describe(Fields<AskSettings>& fields) {
    fields.add("text", &AskSettings::text).required();
    fields.add("patience", &AskSettings::patience).at_least(seconds(1));
}
struct Ask final : Node<AskSettings> {
    Step enter(const AskSettings& settings, const NodeContext& context) const override {
        return wait_for<desk::MessageReceived>()
            .asking(desk::SendMessage{settings.text.value, {{"yes", "Yes, please"}, {"no", "No"}}})
            .until(context.now() + settings.patience);
    }
    Step resume(const AskSettings&, const Signal& signal, const NodeContext&) const override {
        const auto message = signal.as<desk::MessageReceived>();
        if (!message) {
            return leave_by("timeout");
        }
        const bool yes = message->text.rfind("Yes", 0) == 0;
        return leave_by(yes ? "yes" : "no").setting("text", message->text).saving("wants", yes);
    }
};

struct SaySettings {
    Text text;
};
inline void describe(Fields<SaySettings>& fields) {
    fields.add("text", &SaySettings::text).required();
}
struct Say final : Node<SaySettings> {
    using Node::resume;
    Step enter(const SaySettings& settings, const NodeContext&) const override {
        return leave_by("sent").asking(desk::SendMessage{settings.text.value, {}});
    }
};

// Any order to the desk.
struct OrderSettings {
    std::string effect;
    Value payload;
};
inline void describe(Fields<OrderSettings>& fields) {
    fields.add("effect", &OrderSettings::effect).required();
    fields.add("payload", &OrderSettings::payload);
}
struct Order final : Node<OrderSettings> {
    using Node::resume;
    Step enter(const OrderSettings& settings, const NodeContext&) const override {
        return leave_by("done").asking(Effect{String(settings.effect), settings.payload});
    }
};

struct QueueSettings {
    std::string queue;
    Duration patience = minutes(10);
};
inline void describe(Fields<QueueSettings>& fields) {
    fields.add("queue", &QueueSettings::queue).required();
    fields.add("patience", &QueueSettings::patience);
}
struct Queue final : Node<QueueSettings> {
    Step enter(const QueueSettings& settings, const NodeContext& context) const override {
        return wait_for<desk::ConversationAssigned>()
            .holding(desk::JoinQueue{{settings.queue}, desk::Priority::normal, {}})
            .until(context.now() + settings.patience);
    }
    Step resume(const QueueSettings&, const Signal& signal, const NodeContext&) const override {
        return leave_by(signal.is_timer() ? "gave_up" : "answered");
    }
};

struct CallSettings {
    Url url;
    Duration patience = seconds(30);
};
inline void describe(Fields<CallSettings>& fields) {
    fields.add("url", &CallSettings::url).required();
    fields.add("patience", &CallSettings::patience);
}
struct Call final : Node<CallSettings> {
    Step enter(const CallSettings& settings, const NodeContext& context) const override {
        desk::HttpRequest request;
        request.url = settings.url.value;
        return wait_for<desk::HttpReplied>().asking(request).until(context.now() + settings.patience);
    }
    Step resume(const CallSettings&, const Signal& signal, const NodeContext&) const override {
        const auto reply = signal.as<desk::HttpReplied>();
        return leave_by(!reply ? "late" : reply->error.empty() ? "replied" : "failed");
    }
};

struct FailSettings {
    std::string code;
};
inline void describe(Fields<FailSettings>& fields) {
    fields.add("code", &FailSettings::code).required();
}
struct Fail final : Node<FailSettings> {
    using Node::resume;
    Step enter(const FailSettings& settings, const NodeContext&) const override {
        return fail(settings.code, "expected luck but there was none");
    }
};

inline Catalogue small_centre() {
    Catalogue all;
    all.add(node_type<End>("t.end").in_role(Role::end));
    all.add(node_type<Ask>("t.ask")
                .with_outputs({ok("yes", "Yes."), ok("no", "No."), timeout("timeout", "No answer.")})
                .waiting(Waits::always)
                .hearing<desk::MessageReceived>()
                .setting_variables({"wants"})
                .talking());
    all.add(node_type<Say>("t.say").with_outputs({ok("sent", "Said.")}).talking());
    all.add(node_type<Order>("t.order").with_outputs({ok("done", "Asked for.")}));
    all.add(node_type<Queue>("t.queue")
                .with_outputs({ok("answered", "Taken."), timeout("gave_up", "Not taken.")})
                .waiting(Waits::always)
                .hearing<desk::ConversationAssigned>()
                .talking());
    all.add(node_type<Call>("t.call")
                .with_outputs({ok("replied", "A reply."), ok("failed", "None."), timeout("late", "Not in time.")})
                .waiting(Waits::always));
    all.add(node_type<Fail>("t.fail").with_outputs({ok("done", "Never.")}));
    return all;
}

inline World small_world() {
    static const Catalogue catalogue = small_centre();
    World world;
    world.catalogue = &catalogue;
    return world;
}

// A flow for one file, as a .flowtest file begins with it.
inline std::string flow_with(const std::string& nodes, const std::string& more = "") {
    return R"(flow {"format": "millrace.flow/1", "key": "tea", "title": "Tea", "trigger": {"on": "conversation.started"},
      "start": "a", )" +
           more + "\n\"nodes\": " + nodes + "}\n";
}

// Would you like tea? Who says yes waits for a person.
inline std::string tea() {
    return flow_with(R"({
      "a": {"type": "t.ask", "settings": {"text": "Hello {{contact.name or 'you'}}. Tea?", "patience": "2m"},
            "next": {"yes": "queue", "no": "tag", "timeout": "bye"}},
      "queue": {"type": "t.queue", "settings": {"queue": "baristas", "patience": "5m"},
                "next": {"answered": "over", "gave_up": "bye"}},
      "tag": {"type": "t.order", "settings": {"effect": "conversation.tag", "payload": {"tag": "thirsty"}},
              "next": {"done": "bye"}},
      "bye": {"type": "t.say", "settings": {"text": "Goodbye."}, "next": {"sent": "over"}},
      "over": {"type": "t.end"}})");
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

inline Suite suite_of(const std::string& script) {
    Suite suite;
    suite.add_script("tea.flowtest", script);
    return suite;
}
// In every way; or straight only, where a failing line is what it is about.
inline Report play(const std::string& script) {
    return run(suite_of(script), small_world());
}
inline Report play_straight(const std::string& script) {
    RunOptions options;
    options.ways.resize(1);
    return run(suite_of(script), small_world(), options);
}

}  // namespace millrace::flowtest::testing
