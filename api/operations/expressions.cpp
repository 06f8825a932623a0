// The language of conditions and templates, for those who write in it: what there is, what is wrong with a text, and
// what it gives.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/text_limit.hpp"
#include "engine/base/text_place.hpp"
#include "engine/check/text_check.hpp"
#include "engine/expression/function.hpp"
#include "engine/expression/map_scope.hpp"
#include "engine/expression/places.hpp"
#include "engine/node/graph.hpp"

namespace millrace::api {
namespace {

enum class ExpressionKind : std::uint8_t { expression, template_text };
std::vector<Choice> choices_of(ExpressionKind) {
    return {{"expression", "A condition or a value"}, {"template", "A text with holes"}};
}

struct CheckTextInput {
    std::string text;
    ExpressionKind kind = ExpressionKind::expression;
    std::map<std::string, std::string> variables;
};
void describe(Fields<CheckTextInput>& fields) {
    fields.add("text", &CheckTextInput::text).help("At most 64 KiB.");
    fields.add("kind", &CheckTextInput::kind);
    fields.add("variables", &CheckTextInput::variables)
        .help("The flow's declared variables: name to type, such as integer. Others may be read too.");
}

struct TryTextInput {
    std::string text;
    ExpressionKind kind = ExpressionKind::expression;
    std::map<std::string, Value> scopes;
};
void describe(Fields<TryTextInput>& fields) {
    fields.add("text", &TryTextInput::text).help("At most 64 KiB.");
    fields.add("kind", &TryTextInput::kind);
    fields.add("scopes", &TryTextInput::scopes)
        .help("What it may read: {vars: {tries: 2}, contact: {name: \"Ana\"}}. What is not given is nil.");
}

Value shown_members(const Schema& schema) {
    List members;
    for (const FieldSpec& member : schema.fields) {
        members.push(Map{{"name", member.key},
                         {"type", to_text(member.kind)},
                         {"help", member.label == member.key ? member.help : member.label}});
    }
    return members;
}

http::Answer show_language(const Call& call) {
    List functions;
    for (const expression::Function& function : expression::functions()) {
        functions.push(Map{{"name", function.name},
                           {"signature", function.signature()},
                           {"help", function.help},
                           {"example", function.example},
                           {"gives", function.gives},
                           {"type", to_text(function.result)}});
    }
    const Vocabulary& vocabulary = call.services.vocabulary;
    List scopes;
    for (const expression::Root& root : expression_vocabulary(vocabulary).roots) {
        const ScopeSpec* spec = vocabulary.scope(root.name);
        scopes.push(Map{{"name", root.name},
                        {"help", root.help},
                        {"members", spec ? shown_members(spec->members) : Value(List{})}});
    }
    List events;
    for (const SignalSpec& signal : vocabulary.signals()) {
        events.push(Map{{"name", signal.name}, {"help", signal.title}, {"members", shown_members(signal.payload)}});
    }
    return http::Answer::json(Map{{"functions", std::move(functions)},
                                  {"words", List{"and", "or", "not", "true", "false", "nil"}},
                                  {"scopes", std::move(scopes)},
                                  {"events", std::move(events)}});
}

http::Answer check_expression(const Call& call) {
    const Result<CheckTextInput> input = input_of<CheckTextInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (const Status fitting = fits(input->text, "text"); !fitting) {
        return problem_of(fitting.error());
    }
    const bool is_template = input->kind == ExpressionKind::template_text;
    const checks::TextReport report =
        checks::check_text(input->text, is_template ? checks::TextKind::template_text : checks::TextKind::expression,
                           input->variables, call.services.vocabulary);
    List errors;
    for (const checks::TextFault& fault : report.faults) {
        errors.push(Map{{"from", fault.place.from},
                        {"to", fault.place.to},
                        {"severity", fault.severity == Severity::error ? "error" : "warning"},
                        {"code", fault.code},
                        {"message", fault.message}});
    }
    List reads;
    for (const std::string& name : report.reads) {
        reads.push(name);
    }
    return http::Answer::json(Map{{"errors", std::move(errors)},
                                  {"type", report.type.empty() ? Value() : Value(report.type)},
                                  {"reads", std::move(reads)}});
}

http::Answer failed_at(std::string_view text, std::string_view code, std::string_view message,
                       std::optional<expression::Span> place) {
    const TextPlace found = place ? place_in(text, place->at, place->size) : place_in(text, 0, text.size());
    return http::Answer::json(
        Map{{"error", Map{{"code", code}, {"message", message}, {"from", found.from}, {"to", found.to}}}});
}

http::Answer answer_of_trial(std::string_view text, const expression::Trial& trial) {
    if (!trial.value) {
        return failed_at(text, trial.value.error().code, trial.value.error().message, trial.failed);
    }
    return http::Answer::json(Map{{"value", *trial.value}});
}

http::Answer try_expression(const Call& call) {
    const Result<TryTextInput> input = input_of<TryTextInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (const Status fitting = fits(input->text, "text"); !fitting) {
        return problem_of(fitting.error());
    }
    const expression::Vocabulary words = expression_vocabulary(call.services.vocabulary);
    Map roots;
    for (const auto& [name, value] : input->scopes) {
        if (words.find(name) < 0) {
            return problem_of(
                {"request.invalid", "expected a scope such as vars or contact but found '" + name + "'", "/scopes"});
        }
        if (!value.is_map()) {
            return problem_of(
                {"request.invalid",
                 "expected the members of " + name + ", an object, but found " + std::string(to_text(value.kind())),
                 "/scopes/" + name});
        }
        roots.set(name, value);
    }
    const bool is_template = input->kind == ExpressionKind::template_text;
    const auto mistake =
        is_template ? expression::mistake_in_template(input->text, words) : expression::mistake_in(input->text, words);
    if (mistake) {
        return failed_at(input->text, "flow.invalid_expression", mistake->sentence, mistake->place);
    }
    expression::MapScope scope(words, roots, call.services.store.clock().now());
    return answer_of_trial(input->text, is_template ? try_out(*expression::parse_template(input->text, words), scope)
                                                    : try_out(*expression::parse(input->text, words), scope));
}

}  // namespace

void add_expressions(std::vector<Operation>& all) {
    all.push_back(getting("/api/expressions", "flow.read",
                          "What conditions and templates may use: functions, scopes and events.", show_language));
    all.push_back(posting<CheckTextInput>("/api/expressions/check", "flow.read",
                                          "What is wrong with an expression or a template, and where.",
                                          check_expression));
    all.push_back(posting<TryTextInput>("/api/expressions/try", "flow.read",
                                        "What an expression or a template gives for these values.", try_expression));
}

}  // namespace millrace::api
