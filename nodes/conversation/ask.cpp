// Asks the customer a question and waits for the answer.

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Text text;
    VariableName save;
    std::string field;
    std::optional<Duration> patience = minutes(10);
    bool skippable = false;
    bool type_ahead = false;
};

void describe(Fields<Settings>& fields) {
    fields.add("text", &Settings::text).label("Question").required();
    fields.add("save", &Settings::save).label("Save in").help("The variable that gets the answer.");
    fields.add("field", &Settings::field)
        .label("Conversation field")
        .help("Stored with the conversation, for the agent.");
    fields.add("patience", &Settings::patience).label("Give up after").at_least(seconds(1));
    fields.add("skippable", &Settings::skippable).label("Can be skipped").help("Shows a Skip button.");
    fields.add("type_ahead", &Settings::type_ahead)
        .label("Take what was written before")
        .help("Else only newer messages count.");
}

constexpr std::string_view skip_value = "skip";
constexpr std::string_view skip_label = "Skip";

class Ask final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        desk::SendMessage question{settings.text.value, {}};
        if (settings.skippable) {
            question.options.push_back({std::string(skip_value), std::string(skip_label)});
        }
        Step step = wait_for<desk::MessageReceived>().asking(question);
        if (settings.patience) {
            step.due = context.now() + *settings.patience;
        }
        return settings.type_ahead ? std::move(step) : std::move(step).newer_only();
    }

    Step resume(const Settings& settings, const Signal& signal, const NodeContext& context) const override {
        const auto message = signal.as<desk::MessageReceived>();
        if (!message) {
            return leave_by("timeout");
        }
        if (settings.skippable && fold(trim(message->text)) == skip_value) {
            return leave_by(context.wired("skipped") ? "skipped" : "answered");
        }
        Step step = leave_by("answered").setting("text", message->text);
        if (settings.save) {
            step.variables.emplace_back(settings.save.value, message->text);
        }
        if (!settings.field.empty()) {
            step.effects.push_back(effect_of(desk::SetField{settings.field, message->text}));
        }
        return step;
    }
};

}  // namespace

NodeType conversation_ask() {
    return node_type<Ask>("conversation.ask")
        .titled("Ask")
        .with_icon("message-question")
        .with_outputs({ok("answered", "The customer answered."),
                       timeout("timeout", "No answer in time.").after("patience"),
                       Output{"skipped", OutputKind::event, "The customer skipped it."}})
        .waiting(Waits::always)
        .hearing<desk::MessageReceived>()
        .talking();
}

}  // namespace millrace::nodes
