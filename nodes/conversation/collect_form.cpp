// Asks several questions one after the other, checks the answers, and keeps them; one deadline for all of them.

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"
#include "nodes/form_answer.hpp"

namespace millrace::nodes {
namespace {

struct Question {
    std::string key;
    Text text;
    AnswerKind kind = AnswerKind::text;
    std::vector<std::string> choices;
    bool skippable = false;
    std::int64_t tries = 2;
    Text again;
    VariableName save;
    std::string field;
};

void describe(Fields<Question>& fields) {
    fields.add("key", &Question::key).label("Key").required();
    fields.add("text", &Question::text).label("Question").required();
    fields.add("kind", &Question::kind).label("Kind of answer");
    fields.add("choices", &Question::choices).label("Choices").help("Of the kind choice.");
    fields.add("skippable", &Question::skippable).label("Can be skipped").help("Shows a Skip button.");
    fields.add("tries", &Question::tries).label("Asked at most").at_least(1.0).at_most(5.0);
    fields.add("again", &Question::again).label("Asked again").help("After an answer that does not fit.");
    fields.add("save", &Question::save).label("Save in").help("The variable that gets the answer.");
    fields.add("field", &Question::field).label("Conversation field").help("Its key, if not given.");
}

struct Settings {
    std::vector<Question> questions;
    Duration patience = minutes(10);
};

void describe(Fields<Settings>& fields) {
    fields.add("questions", &Settings::questions).label("Questions").required();
    fields.add("patience", &Settings::patience)
        .label("Give up after")
        .help("For all of them together.")
        .at_least(seconds(1));
}

constexpr std::string_view skip_value = "skip";

// Where the form stands: {at, tries, due, answers}.
struct Progress {
    std::size_t at = 0;
    std::int64_t tries = 0;
    Time due;
    Map answers;

    Value remembered() const {
        return Map{{"at", static_cast<std::int64_t>(at)}, {"tries", tries}, {"due", due.ms}, {"answers", answers}};
    }
    static Progress of(const Value& memory) {
        Progress progress;
        progress.at = static_cast<std::size_t>(memory["at"].as_integer());
        progress.tries = memory["tries"].as_integer();
        progress.due = Time{memory["due"].as_integer()};
        progress.answers = memory["answers"].as_map();
        return progress;
    }
};

Step ask(const Question& question, std::string text, const Progress& progress) {
    desk::SendMessage message{std::move(text), buttons_of(question.kind, question.choices)};
    if (question.skippable) {
        message.options.push_back({std::string(skip_value), "Skip"});
    }
    return wait_for<desk::MessageReceived>()
        .asking(message)
        .until(progress.due)
        .newer_only()
        .remembering(progress.remembered());
}

Step leave_with(std::string output, const Progress& progress) {
    return leave_by(std::move(output)).setting("answers", progress.answers);
}

class CollectForm final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        Progress progress;
        progress.due = context.now() + settings.patience;
        return ask(settings.questions.front(), settings.questions.front().text.value, progress);
    }

    Step resume(const Settings& settings, const Signal& signal, const NodeContext& context) const override {
        Progress progress = Progress::of(context.memory());
        const auto message = signal.as<desk::MessageReceived>();
        if (!message) {
            return leave_with("timeout", progress);
        }
        const Question& question = settings.questions[progress.at];
        const bool skipped = question.skippable && fold(trim(message->text)) == skip_value;
        const std::optional<Value> answer =
            skipped ? std::nullopt : read_answer(question.kind, question.choices, message->text);
        if (!skipped && !answer) {
            if (++progress.tries >= question.tries) {
                return leave_with("invalid", progress).setting("question", question.key);
            }
            return ask(question, question.again.value.empty() ? asked_again(question.kind) : question.again.value,
                       progress);
        }
        if (answer) {
            progress.answers.set(question.key, *answer);
        }
        ++progress.at;
        progress.tries = 0;
        const bool over = progress.at == settings.questions.size();
        Step step = over ? leave_with("done", progress)
                         : ask(settings.questions[progress.at], settings.questions[progress.at].text.value, progress);
        if (answer) {
            keep(question, *answer, step);
        }
        return step;
    }

private:
    static void keep(const Question& question, const Value& answer, Step& step) {
        if (question.save) {
            step.variables.emplace_back(question.save.value, answer);
        }
        const std::string& field = question.field.empty() ? question.key : question.field;
        step.effects.push_back(effect_of(desk::SetField{field, answer}));
    }
};

std::vector<Error> check_questions(const Value& settings) {
    std::vector<Error> problems;
    const Value& questions = settings["questions"];
    if (questions.as_list().empty()) {
        problems.push_back({"invalid_setting", "expected at least one question but found none", "/questions"});
    }
    std::vector<std::string_view> seen;
    for (std::size_t i = 0; i < questions.as_list().size(); ++i) {
        const Value& question = questions.as_list()[i];
        const std::string at = "/questions/" + std::to_string(i);
        const std::string_view key = question["key"].as_string();
        if (!is_key(key)) {
            problems.push_back(
                {"invalid_setting",
                 "expected a key of lower-case letters, digits and _ but found '" + std::string(key) + "'",
                 at + "/key"});
        }
        if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
            problems.push_back(
                {"invalid_setting", "expected each key once but found '" + std::string(key) + "' again", at + "/key"});
        }
        seen.push_back(key);
        if (question["field"].is_string() && !is_key(question["field"].as_string())) {
            problems.push_back({"invalid_setting",
                                "expected a field of lower-case letters, digits and _ but found '" +
                                    std::string(question["field"].as_string()) + "'",
                                at + "/field"});
        }
        const bool chooses = question["kind"].is_string() && question["kind"].as_string() == "choice";
        const bool has_choices = question["choices"].is_list() && question["choices"].as_list().size() > 1;
        if (chooses != has_choices) {
            problems.push_back({"invalid_setting",
                                chooses ? "expected at least two choices but found fewer"
                                        : "expected choices only with the kind choice but found some",
                                at + "/choices"});
        }
    }
    return problems;
}

}  // namespace

NodeType conversation_collect_form() {
    return node_type<CollectForm>("conversation.collect_form")
        .titled("Form")
        .with_icon("forms")
        .with_outputs({ok("done", "Every question was answered or skipped."),
                       ok("invalid", "An answer did not fit, as often as it was asked for."),
                       timeout("timeout", "Not all were answered in time.")})
        .waiting(Waits::always)
        .hearing<desk::MessageReceived>()
        .checked_by(check_questions)
        .talking();
}

}  // namespace millrace::nodes
