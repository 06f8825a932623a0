// Scripts in flows, for those who write them: the words of ctx, what is wrong with the code, and what it would do.

#include <algorithm>

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/text_limit.hpp"
#include "engine/base/text.hpp"
#include "engine/script/look.hpp"
#include "engine/script/words.hpp"
#include "runtime/flowtest/try_script.hpp"

namespace millrace::api {
namespace {

constexpr std::size_t outputs_max = 100;

struct CheckScriptInput {
    std::string code;
    std::optional<std::vector<std::string>> wired;
};
void describe(Fields<CheckScriptInput>& fields) {
    fields.add("code", &CheckScriptInput::code).help("At most 64 KiB.");
    fields.add("wired", &CheckScriptInput::wired)
        .help("The outputs that it may leave by. Without them, which it names is not asked.");
}

struct RunScriptInput {
    std::string code;
    std::optional<std::vector<std::string>> wired;
    std::map<std::string, Value> vars;
    std::map<std::string, Value> contact;
    std::map<std::string, Value> conversation;
    std::map<std::string, Value> channel;
    std::map<std::string, Value> event;
};
void describe(Fields<RunScriptInput>& fields) {
    fields.add("code", &RunScriptInput::code).help("At most 64 KiB.");
    fields.add("wired", &RunScriptInput::wired)
        .help("The outputs that it may leave by; without them, those that it names.");
    fields.add("vars", &RunScriptInput::vars);
    fields.add("contact", &RunScriptInput::contact);
    fields.add("conversation", &RunScriptInput::conversation);
    fields.add("channel", &RunScriptInput::channel);
    fields.add("event", &RunScriptInput::event);
}

http::Answer show_script_words(const Call&) {
    List items;
    for (const script::Word& word : script::words()) {
        items.push(Map{{"name", word.name}, {"signature", word.signature}, {"help", word.help}, {"kind", word.kind}});
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

http::Answer check_script(const Call& call) {
    const Result<CheckScriptInput> input = input_of<CheckScriptInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (const Status fitting = fits(input->code, "code"); !fitting) {
        return problem_of(fitting.error());
    }
    List problems;
    for (const script::ScriptProblem& problem : script::look_at_script(input->code, input->wired)) {
        problems.push(Map{{"line", problem.line},
                          {"column", problem.column},
                          {"from", problem.place.from},
                          {"to", problem.place.to},
                          {"code", problem.code},
                          {"message", problem.message}});
    }
    return http::Answer::json(Map{{"problems", std::move(problems)}});
}

void lay_over(Map& facts, const std::map<std::string, Value>& given) {
    for (const auto& [name, value] : given) {
        facts.set(name, value);
    }
}

Value shown_outcome(const flowtest::ScriptOutcome& outcome) {
    List logs;
    for (const std::string& line : outcome.logs) {
        logs.push(line);
    }
    List asks;
    for (const auto& asked : outcome.asks) {
        asks.push(Map{{"effect", asked.effect}, {"payload", asked.payload}});
    }
    Value waits;
    if (outcome.waits) {
        List signals;
        for (const std::string& name : outcome.waits_for) {
            signals.push(name);
        }
        waits =
            Map{{"signals", std::move(signals)}, {"until", outcome.until ? Value(to_text(*outcome.until)) : Value()}};
    }
    Value fault;
    if (outcome.fault) {
        fault = Map{{"code", outcome.fault->code},
                    {"message", outcome.fault->message},
                    {"line", outcome.fault->line > 0 ? Value(outcome.fault->line) : Value()}};
    }
    return Map{{"output", outcome.output ? Value(*outcome.output) : Value()},
               {"vars", outcome.vars},
               {"sets", outcome.sets},
               {"logs", std::move(logs)},
               {"asks", std::move(asks)},
               {"waits", std::move(waits)},
               {"error", std::move(fault)},
               {"instructions", outcome.instructions}};
}

http::Answer run_script(const Call& call) {
    const Result<RunScriptInput> input = input_of<RunScriptInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (const Status fitting = fits(input->code, "code"); !fitting) {
        return problem_of(fitting.error());
    }
    if (input->wired && !std::all_of(input->wired->begin(), input->wired->end(), is_key)) {
        return problem_of({"request.invalid", "expected names of outputs such as done or too_late", "/wired"});
    }
    if (input->wired && input->wired->size() > outputs_max) {
        return problem_of({"request.invalid",
                           "expected at most " + std::to_string(outputs_max) + " outputs but found " +
                               std::to_string(input->wired->size()),
                           "/wired"});
    }
    flowtest::ScriptTrial trial;
    trial.code = input->code;
    trial.wired = input->wired ? *input->wired : script::outputs_named_in(input->code);
    trial.facts.now = call.services.store.clock().now();
    lay_over(trial.facts.input, input->vars);
    lay_over(trial.facts.contact, input->contact);
    lay_over(trial.facts.conversation, input->conversation);
    lay_over(trial.facts.channel, input->channel);
    lay_over(trial.facts.event, input->event);
    const auto catalogue = call.services.catalogues.of(call.org());
    flowtest::World world;
    world.catalogue = catalogue.get();
    world.vocabulary = &call.services.vocabulary;
    return http::Answer::json(shown_outcome(flowtest::try_script(trial, world)));
}

}  // namespace

void add_scripts(std::vector<Operation>& all) {
    all.push_back(getting("/api/scripts/words", "flow.read", "Every member of ctx, with a signature and a sentence.",
                          show_script_words));
    all.push_back(posting<CheckScriptInput>("/api/scripts/check", "flow.read",
                                            "What is wrong with a script, without running it.", check_script));
    all.push_back(posting<RunScriptInput>("/api/scripts/run", "flow.read",
                                          "Runs a script in its sandbox, once; what it asks for is told and not done.",
                                          run_script));
}

}  // namespace millrace::api
