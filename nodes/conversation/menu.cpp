// Offers the customer a choice; an output for each.

#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"
#include "nodes/option.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Text text;
    std::vector<Option> options;
    std::optional<Duration> patience = minutes(10);
    VariableName save;
    bool type_ahead = false;
};

void describe(Fields<Settings>& fields) {
    fields.add("text", &Settings::text).label("Question").required();
    fields.add("options", &Settings::options).label("Options").help("Matched by number, label or synonym.").required();
    fields.add("patience", &Settings::patience).label("Give up after").at_least(seconds(1));
    fields.add("save", &Settings::save).label("Save in").help("The variable that gets the chosen value.");
    fields.add("type_ahead", &Settings::type_ahead)
        .label("Take what was written before")
        .help("Else only newer messages count.");
}

class Menu final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        desk::SendMessage question{settings.text.value, {}};
        for (const Option& option : settings.options) {
            question.options.push_back({option.value, option.label});
        }
        Step step = wait_for<desk::MessageReceived>().asking(question);
        if (settings.patience) {
            step.due = context.now() + *settings.patience;
        }
        return settings.type_ahead ? std::move(step) : std::move(step).newer_only();
    }

    Step resume(const Settings& settings, const Signal& signal, const NodeContext&) const override {
        const auto message = signal.as<desk::MessageReceived>();
        if (!message) {
            return leave_by("timeout");
        }
        const Option* chosen = match(settings.options, message->text);
        if (chosen == nullptr) {
            return leave_by("no_match").setting("text", message->text);
        }
        Step step = leave_by(chosen->value).setting("choice", chosen->value).setting("text", message->text);
        return settings.save ? std::move(step).saving(settings.save.value, chosen->value) : std::move(step);
    }
};

}  // namespace

NodeType conversation_menu() {
    return node_type<Menu>("conversation.menu")
        .titled("Menu")
        .with_icon("list-details")
        .with_outputs(
            {ok("no_match", "The answer is none of them."), timeout("timeout", "No answer in time.").after("patience")})
        .with_outputs_from(OutputsFrom::options)
        .waiting(Waits::always)
        .hearing<desk::MessageReceived>()
        .checked_by(check_options)
        .talking();
}

}  // namespace millrace::nodes
