// The ways a node may answer, one function each.

#include "engine/run/decide/decider.hpp"

namespace millrace::run {

void Decider::leave(ActivationId id, std::string_view output) {
    const GraphNode& node = node_of(id);
    for (std::uint32_t i = 0; i < node.wires.size(); ++i) {
        if (node.wires[i].output == output) {
            release(id);
            emit(NodeLeft{id, i});
            return;
        }
    }
    const Output* described = node.output(output);
    if (described == nullptr) {
        fail(id,
             node.type->category == "script" || !node.type->source_hash.empty() ? "script.unknown_output"
                                                                                : "node.unknown_output",
             "expected one of the outputs of " + node.type->type + " but the node left by '" + std::string(output) +
                 "'");
    } else {
        fail(id, "node." + std::string(output),
             "expected the output '" + std::string(output) + "' (" + described->title +
                 ") to be wired but it is not, and the node left by it");
    }
}

void Decider::wait(ActivationId id, Step&& step, const Value& settings) {
    const GraphNode& node = node_of(id);
    for (String& signal : step.optional_signals) {
        // An event output that nobody wired is not waited for.
        bool wanted = true;
        for (const Output& output : node.outputs) {
            if (output.kind == OutputKind::event && output.signal == signal.view()) {
                wanted = node.wire(output.key) != nullptr;
            }
        }
        if (wanted) {
            step.signals.push_back(std::move(signal));
        }
    }
    const Activation& activation = at(id);
    emit(NodeWaited{id, std::move(step.signals), step.due.value_or(never), step.newer,
                    step.remembered ? *step.remembered : activation.memory, settings});

    // Something that came too early for anybody may be what this wait is for.
    expire_kept();
    for (const KeptSignal& kept : state_.kept) {
        const Activation& waiting = at(id);
        if (kept.number <= waiting.newer_than) {
            continue;
        }
        for (const String& name : waiting.signals) {
            if (name == kept.signal.name) {
                Signal signal = kept.signal;
                if (!fault("decide_hears_a_kept_signal_again")) {
                    emit(SignalTaken{kept.number});
                }
                resume(id, std::move(signal));
                return;
            }
        }
    }
}

void Decider::split(ActivationId id) {
    release(id);
    emit(RegionOpened{id});
}

void Decider::arrive(ActivationId id) {
    const Activation& activation = at(id);
    const Region* region = state_.region(activation.region);
    if (region == nullptr) {
        leave(id, "done");  // entered from no fork: there is nobody to wait for
        return;
    }
    const GraphNode& join = node_of(activation);
    const bool last = region->arrived + 1 == region->branches;
    if (join.mode == JoinMode::any) {
        release_region(region->id, id);
        emit(RegionCancelled{region->id, id});
    } else if (!last) {
        emit(TokenArrived{id});
        return;
    }
    emit(RegionClosed{id});
    leave(id, "done");
}

void Decider::end_frame(ActivationId id, Step&& step) {
    const FrameId frame_id = at(id).frame;
    const Frame& frame = *state_.frame(frame_id);
    const ActivationId caller = frame.caller;
    release_frame(frame_id);
    if (caller == 0) {
        if (state_.cancelling) {
            emit(RunCancelled{});
        } else {
            emit(RunEnded{String(step.code), std::move(step.value)});
        }
        return;
    }
    const String outcome(step.code);
    const Value result = std::move(step.value);
    emit(FrameLeft{frame_id, outcome, result});
    const Activation& calling = at(caller);
    if (node_of(calling).outputs_kept) {
        emit(OutputSet{calling.frame, calling.node, "outcome", outcome});
        emit(OutputSet{calling.frame, calling.node, "result", result});
    }
    leave(caller, outcome);
}

void Decider::call(ActivationId id, Step&& step) {
    int depth = 1;
    for (const Activation* caller = &at(id); caller != nullptr;
         caller = state_.activation(state_.frame(caller->frame)->caller)) {
        ++depth;
    }
    if (depth > frame_depth_max) {
        fail(id, "flow.too_deep",
             "expected at most 16 subflows inside one another but '" + step.code + "' is one more");
        return;
    }
    const Value version = answer(Question{"flow", step.code});
    if (!version.is_integer()) {
        fail(id, "flow.unknown_flow", "expected a published flow but there is none with the key '" + step.code + "'");
        return;
    }
    const GraphPtr graph = machine_.flows.version(static_cast<std::uint64_t>(version.as_integer()));
    for (const flow::Input& input : graph->input) {
        if (input.required && step.value[input.name].is_nil()) {
            fail(id, "flow.subflow_contract",
                 "expected the input '" + input.name + "' of the flow '" + step.code + "' but it was not given");
            return;
        }
    }
    emit(FrameEntered{id, graph->version_id, std::move(step.value)});
}

void Decider::arm(ActivationId id, Step&& step) {
    emit(CatchArmed{id, String(step.code)});
    leave(id, step.output);
}

}  // namespace millrace::run
