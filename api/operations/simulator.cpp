// A flow is tried out: played from the beginning in virtual time, as if somebody talked to it.

#include <set>

#include "api/operations/catalogue.hpp"
#include "api/operations/flow_shapes.hpp"
#include "api/operations/flow_world.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/calendars/calendar.hpp"
#include "runtime/desk/lookups/lookup.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/texts/text.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/flowtest/simulate/simulation.hpp"

namespace millrace::api {
namespace {

using flowtest::Facts;

constexpr std::chrono::milliseconds time_of_a_simulation{3'000};

PlayingPlaces& simulating() {
    static PlayingPlaces places(2);
    return places;
}

struct SimulateInput {
    Value document;
    std::string given;
    std::string now;
    Value steps;
};
void describe(Fields<SimulateInput>& fields) {
    fields.add("document", &SimulateInput::document).help("A millrace.flow/1 document; without it your draft.");
    fields.add("given", &SimulateInput::given)
        .help("Lines of a test that say how the world is: given contact.name=Ana");
    fields.add("now", &SimulateInput::now)
        .help("When it begins; without it now. Send the `now` of the first frame back, so that it is the same again.");
    fields.add("steps", &SimulateInput::steps)
        .help(
            "[{do, …}]: customer, pick, human, leave, after, next, agent_takes, agent_replies, agent_closes, "
            "agent_hands_back, http, signal, cancel, incident.");
}

// The org as it is: its queues and people, its own words for a person.
Facts facts_of(const Call& call, Time now) {
    Facts facts;
    facts.now = now;
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    if (const std::optional<desk::Org> org = desk::find_org(here)) {
        facts.org = Map{{"id", to_base32(org->id.value)}, {"key", org->key}, {"name", org->name}};
        facts.phrases = org->phrases;
        facts.fallback_queue = org->fallback_queue;
    }
    facts.all_queues.emplace();
    for (const desk::Queue& queue : desk::list_queues(here)) {
        facts.all_queues->insert(queue.key);
    }
    for (const desk::User& user : desk::list_users(here)) {
        if (user.active) {
            facts.agents[user.id] = user.name;
        }
    }
    return facts;
}

std::set<std::string> bound_by_hand(const std::vector<flowtest::Statement>& given) {
    std::set<std::string> names;
    for (const flowtest::Statement& statement : given) {
        for (const flowtest::Pair& binding : statement.bindings) {
            names.insert(binding.key);
        }
    }
    return names;
}

// What the org has, looked up when a run asks for it; what was given by hand stays.
class OrgFacts {
public:
    OrgFacts(const Call& call, std::set<std::string> bound)
        : store_(&call.services.store), org_(call.org()), bound_(std::move(bound)) {}

    void operator()(const Question& question, Facts& facts) const {
        const Value& about = question.about;
        const auto text = [](const Value& value) {
            return value.is_string() ? std::string(value.as_string()) : std::string();
        };
        if (question.name == "binding") {
            binding(text(about["flow"]), text(about["name"]), facts);
        } else if (question.name == "calendar" && facts.calendars.count(text(about)) == 0) {
            const auto reader = store_->reader();
            if (const auto calendar = desk::find_calendar(reader->org(org_), text(about))) {
                facts.calendars[text(about)] = desk::show_week(calendar->week).as_map();
            }
        } else if (question.name == "template" && facts.templates.count(text(about)) == 0) {
            const auto reader = store_->reader();
            if (const auto reusable = desk::find_text(reader->org(org_), text(about))) {
                facts.templates[text(about)] = reusable->text;
            }
        } else if (question.name == "lookup" && facts.lookups.count(text(about["table"])) == 0) {
            lookup(text(about["table"]), facts);
        }
    }

private:
    // Another flow may have bound the same name to something else.
    void binding(const std::string& flow, const std::string& name, Facts& facts) const {
        if (bound_.count(name) != 0) {
            return;
        }
        facts.bindings.erase(name);
        const auto reader = store_->reader();
        for (const store::BindingRow& row : store::list_bindings(reader->org(org_), flow)) {
            const Result<Value> value = json::parse(row.value);
            if (row.name == name && value) {
                facts.bindings[name] = *value;
            }
        }
    }

    void lookup(const std::string& table, Facts& facts) const {
        const auto reader = store_->reader();
        const auto found = desk::find_lookup(reader->org(org_), table);
        if (!found || !found->rows.is_map()) {
            return;
        }
        std::vector<Map::Entry> rows;
        for (const auto& [key, value] : found->rows.as_map()) {
            rows.emplace_back(String(fold(trim(key.view()))), value);
        }
        facts.lookups[table] = Map(std::move(rows));
    }

    store::Store* store_;
    OrgId org_;
    std::set<std::string> bound_;
};

Result<std::vector<flowtest::SimulationStep>> steps_of(const Value& steps) {
    std::vector<flowtest::SimulationStep> read;
    if (!steps.is_nil() && !steps.is_list()) {
        return Error{"request.invalid", "expected a list of steps but found " + std::string(to_text(steps.kind())),
                     "/steps"};
    }
    const std::size_t count = steps.is_list() ? steps.as_list().size() : 0;
    if (count > flowtest::simulation_steps_max) {
        return Error{"simulation.too_large",
                     "expected at most " + std::to_string(flowtest::simulation_steps_max) + " steps but found " +
                         std::to_string(count),
                     "/steps"};
    }
    for (std::size_t i = 0; i < count; ++i) {
        Result<flowtest::SimulationStep> step = flowtest::read_step(steps.as_list()[i]);
        if (!step) {
            return Error{step.error().code, step.error().message, "/steps/" + std::to_string(i) + step.error().pointer};
        }
        read.push_back(std::move(*step));
    }
    return read;
}

http::Answer simulate(const Call& call) {
    const Result<SimulateInput> input = input_of<SimulateInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const Result<flow::Reading> reading = document_of(call, input->document);
    if (!reading) {
        return problem_of(reading.error());
    }
    flowtest::Simulation wanted;
    wanted.flow = flow_key(call);
    auto steps = steps_of(input->steps);
    if (!steps) {
        return problem_of(steps.error());
    }
    wanted.steps = std::move(*steps);
    auto given = flowtest::read_given(input->given);
    if (!given) {
        return problem_of(given.error());
    }
    wanted.given = std::move(*given);
    const Result<Time> now =
        input->now.empty() ? Result<Time>(call.services.store.clock().now()) : parse_time(input->now);
    if (!now) {
        return problem_of({"request.invalid", now.error().message, "/now"});
    }
    // What is bound by hand for this time need not be bound in the org.
    const std::set<std::string> bound = bound_by_hand(wanted.given);
    Problems problems = call.services.flows.check(call.org(), *reading, true);
    std::erase_if(problems, [&](const Problem& problem) {
        return problem.code == "flow.binding_unresolved" && problem.pointer.starts_with("/bindings/") &&
               bound.count(problem.pointer.substr(10)) != 0;
    });
    if (checks::blocks_publish(problems)) {
        return not_publishable(problems);
    }
    const PlayingPlaces::Place place = simulating().take();
    if (!place) {
        return crowded();
    }
    const FlowWorld around = flow_world(call, reading->document, time_of_a_simulation);
    flowtest::FlowSet flows(*around.catalogue, call.services.vocabulary);
    for (const publish::PublishedFlowPtr& one : around.beside) {
        (void)flows.add(one->document);  // one that does not compile any more cannot be called, and the run says so
    }
    if (const Status added = flows.add(reading->document, true); !added) {
        return problem_of(added.error());
    }
    wanted.facts = facts_of(call, *now);
    wanted.learn = OrgFacts(call, bound);
    Result<flowtest::Simulated> simulated = flowtest::simulate(flows, around.world, wanted);
    if (!simulated) {
        return problem_of(simulated.error());
    }
    return http::Answer::json(Map{{"frames", std::move(simulated->frames)},
                                  {"flowtest", simulated->flowtest},
                                  {"untold", simulated->untold.empty() ? Value() : Value(simulated->untold)},
                                  {"problems", show_problems(problems)}});
}

}  // namespace

void add_simulator(std::vector<Operation>& all) {
    all.push_back(with_body_of(
        flow_body_bytes,
        posting<SimulateInput>("/api/flows/{key}/simulate", "flow.read",
                               "Plays your draft, or {document}, step by step in virtual time; nothing is kept.",
                               simulate)));
}

}  // namespace millrace::api
