// Asks how it was: a rating, and a comment for who likes. Kept with the conversation and whoever had it.

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Text text{"How satisfied are you with our help? The first is not at all, the last very much."};
    Text again{"Please choose one of these numbers."};
    Text comment{"Thank you. Is there anything you would like to add?"};
    std::int64_t best = 5;
    Duration patience = hours(20);
    Duration comment_patience = hours(1);
};

void describe(Fields<Settings>& fields) {
    fields.add("text", &Settings::text).label("Question");
    fields.add("again", &Settings::again).label("Asked again").help("After an answer that is no number of the scale.");
    fields.add("comment", &Settings::comment).label("Question for a comment").help("Empty: none is asked for.");
    fields.add("best", &Settings::best).label("Best rating").help("The scale begins at 1.").at_least(2.0).at_most(10.0);
    fields.add("patience", &Settings::patience).label("Give up after").at_least(seconds(1)).at_most(hours(23));
    fields.add("comment_patience", &Settings::comment_patience)
        .label("Wait for the comment")
        .at_least(seconds(1))
        .at_most(hours(23));
}

constexpr std::string_view skip_value = "skip";

std::int64_t score_in(std::string_view text, std::int64_t best) {
    const std::string_view answer = trim(text);
    for (std::int64_t score = 1; score <= best; ++score) {
        if (answer == std::to_string(score)) {
            return score;
        }
    }
    return 0;
}

class Survey final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        return ask_score(settings, settings.text.value, context.now() + settings.patience, false);
    }

    Step resume(const Settings& settings, const Signal& signal, const NodeContext& context) const override {
        const Value& memory = context.memory();
        const auto message = signal.as<desk::MessageReceived>();
        if (memory["score"].is_integer()) {
            return take_comment(settings, memory["score"].as_integer(), message ? message->text : "")
                .setting("silent", !message);
        }
        const std::int64_t score = message ? score_in(message->text, settings.best) : 0;
        if (score == 0) {
            if (!message || memory["again"].truthy()) {
                return leave_by("unrated");
            }
            return ask_score(settings, settings.again.value, Time{memory["due"].as_integer()}, true);
        }
        Step step = settings.comment.value.empty() ? leave_by("rated").setting("score", score)
                                                   : ask_comment(settings, context.now(), score);
        step.effects.push_back(effect_of(desk::RateConversation{score, settings.best, ""}));
        step.effects.push_back(effect_of(desk::SetField{"csat_score", score}));
        return step;
    }

private:
    static Step ask_score(const Settings& settings, const std::string& text, Time due, bool again) {
        desk::SendMessage question{text, {}};
        for (std::int64_t score = 1; score <= settings.best; ++score) {
            question.options.push_back({std::to_string(score), std::to_string(score)});
        }
        return wait_for<desk::MessageReceived>().asking(question).until(due).newer_only().remembering(
            Map{{"due", due.ms}, {"again", again}});
    }
    static Step ask_comment(const Settings& settings, Time now, std::int64_t score) {
        desk::SendMessage question{settings.comment.value, {{std::string(skip_value), "Skip"}}};
        return wait_for<desk::MessageReceived>()
            .asking(question)
            .until(now + settings.comment_patience)
            .newer_only()
            .remembering(Map{{"score", score}});
    }
    // Nothing, when he said nothing or skipped it.
    static Step take_comment(const Settings& settings, std::int64_t score, const std::string& text) {
        Step step = leave_by("rated").setting("score", score);
        if (!text.empty() && fold(trim(text)) != skip_value) {
            step.outputs.emplace_back("comment", text);
            step.effects.push_back(effect_of(desk::RateConversation{score, settings.best, text}));
            step.effects.push_back(effect_of(desk::SetField{"csat_comment", text}));
        }
        return step;
    }
};

}  // namespace

NodeType conversation_survey() {
    return node_type<Survey>("conversation.survey")
        .titled("Survey")
        .with_icon("stars")
        .with_outputs({ok("rated", "A rating was given."),
                       timeout("unrated", "No rating in time, or twice an answer that is none.")})
        .waiting(Waits::always)
        .hearing<desk::MessageReceived>()
        .talking();
}

}  // namespace millrace::nodes
