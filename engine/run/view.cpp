#include "engine/run/view.hpp"

#include "engine/run/codec.hpp"

namespace millrace::run {

Map variables_of(const Frame& frame) {
    Map vars = frame.extra;
    for (std::size_t i = 0; i < frame.slots.size(); ++i) {
        if (!frame.slots[i].is_nil()) {
            vars.set(frame.graph->variables[i], frame.slots[i]);
        }
    }
    return vars;
}

namespace {

const String& node_id(const State& state, FrameId frame, NodeIndex node) {
    return state.frame(frame)->graph->nodes[static_cast<std::size_t>(node)].id;
}

}  // namespace

List tokens_of(const State& state) {
    List tokens;
    for (const Activation& activation : state.activations) {
        List waits_for;
        for (const String& signal : activation.signals) {
            waits_for.push(signal);
        }
        Map token{{"node", node_id(state, activation.frame, activation.node)}, {"since", to_text(activation.since)}};
        if (activation.due != never) {
            waits_for.push("timer.fired");
            token.set("until", to_text(activation.due));
        }
        if (activation.phase == Activation::Phase::calling) {
            waits_for.push("subflow");
        }
        token.set("waits_for", std::move(waits_for));
        if (activation.frame != state.root().id) {
            token.set("flow", state.frame(activation.frame)->graph->key);
        }
        tokens.push(std::move(token));
    }
    for (const Token& ready : state.ready) {
        tokens.push(Map{{"node", node_id(state, ready.frame, ready.node)},
                        {"since", to_text(state.updated)},
                        {"waits_for", List{}}});
    }
    return tokens;
}

Value incident_of(const State& state) {
    if (const Activation* failed = state.failed()) {
        return Map{{"code", failed->code},
                   {"message", failed->message},
                   {"node", node_id(state, failed->frame, failed->node)}};
    }
    if (!state.incident_code.empty()) {
        return Map{{"code", state.incident_code}, {"message", state.incident_message}};
    }
    return Value();
}

namespace {

// entered, then left, waiting or failed: derived from the events, one step for each entering or resuming.
List steps_of(const List& events) {
    std::vector<Map> steps;
    const auto step_of = [&](const Value& activation) -> Map* {
        for (std::size_t i = steps.size(); i-- > 0;) {
            if (steps[i]["activation"] == activation) {
                return &steps[i];
            }
        }
        return nullptr;
    };
    for (const Value& event : events) {
        const std::string_view name = event["name"].as_string();
        const Value& activation = event["activation"];
        if (name == "node.entered" || name == "node.resumed") {
            steps.push_back(Map{{"activation", activation},
                                {"node", event["data"]["node"]},
                                {"did", name == "node.entered" ? "entered" : "resumed"}});
        } else if (Map* step = activation.is_nil() ? nullptr : step_of(activation)) {
            if (name == "node.left") {
                step->set("left_by", event["data"]["output"]);
            } else if (name == "node.waited") {
                step->set("waits_for", event["data"]["signals"]);
            } else if (name == "incident.raised") {
                step->set("incident", event["data"]["code"]);
            }
        }
    }
    List list;
    for (Map& step : steps) {
        list.push(std::move(step));
    }
    return list;
}

}  // namespace

Value show(const State& state) {
    Map shown{{"run_id", to_base32(state.run)},
              {"flow", state.root().graph->key},
              {"version", static_cast<std::int64_t>(state.root().graph->number)},
              {"status", to_text(state.status)},
              {"vars", variables_of(state.root())},
              {"output", Value()},
              {"tokens", tokens_of(state)},
              {"started_at", to_text(state.started)},
              {"ended_at", is_terminal(state.status) ? Value(to_text(state.ended)) : Value()},
              {"incident", incident_of(state)}};
    if (state.status == Status::completed) {
        shown.set("output", Map{{"outcome", state.outcome}, {"result", state.result}});
    }
    if (!state.reason.empty()) {
        shown.set("reason", state.reason);
    }
    return shown;
}

Value show_turn(const Record& record, const State& before, Flows& flows) {
    List inputs;
    for (const Answer& answer : record.inputs) {
        Map question{{"name", answer.question.name}};
        if (!answer.question.about.is_nil()) {
            question.set("about", answer.question.about);
        }
        inputs.push(Map{{"question", std::move(question)}, {"answer", answer.answer}});
    }
    const List events = show_events(record.events, before, flows, record.now, from_outside(record.command));
    return Map{{"seq", static_cast<std::int64_t>(before.seq + 1)},
               {"at", to_text(record.now)},
               {"command", to_value(record.command)},
               {"inputs", std::move(inputs)},
               {"steps", steps_of(events)},
               {"events", events}};
}

}  // namespace millrace::run
