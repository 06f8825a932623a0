// A node failed in a way its author could not draw: an armed catch, the safe route, or a person, in this order.

#include "engine/run/decide/decider.hpp"

namespace millrace::run {
namespace {

// Limits and what the engine itself found are for a person or the safe route, not for a flow to swallow.
bool catchable(std::string_view code) {
    return code != "script.limit" && code != "script.not_deterministic" && code != "flow.step_limit" &&
           code != "run.too_large" && code != "node.version_missing";
}

bool covers(std::string_view codes, std::string_view code) {
    if (codes.empty()) {
        return true;
    }
    while (!codes.empty()) {
        const std::size_t comma = codes.find(',');
        const std::string_view one = codes.substr(0, comma);
        if (one == code || (one.ends_with('*') && code.starts_with(one.substr(0, one.size() - 1)))) {
            return true;
        }
        codes = comma == std::string_view::npos ? std::string_view() : codes.substr(comma + 1);
    }
    return false;
}

}  // namespace

void Decider::fail(ActivationId id, std::string code, std::string message) {
    if (catchable(code) && catch_failure(id, code, message)) {
        return;
    }
    const Activation& activation = at(id);
    const GraphNode& node = node_of(activation);
    const std::string where =
        " (run " + to_base32(state_.run) + ", flow " + state_.frame(activation.frame)->graph->key + " version " +
        std::to_string(state_.frame(activation.frame)->graph->number) + ", node " + node.id.str() + ")";
    emit(IncidentRaised{id, String(code), String(message + where)});

    for (FrameId frame_id = at(id).frame;;) {
        const Frame& frame = *state_.frame(frame_id);
        if (frame.graph->on_error != no_node && !frame.error_routed && !state_.cancelling) {
            release_frame(frame_id);
            emit(ErrorRouted{frame_id, id});
            return;
        }
        const Activation* caller = state_.activation(frame.caller);
        if (caller == nullptr) {
            break;
        }
        frame_id = caller->frame;
    }
    release(id);
    ask_last_resort(code, message);
}

// Something failed that no activation stands for any more.
void Decider::fail_run(std::string code, std::string message) {
    emit(IncidentRaised{0, String(code), String(message)});
    const Frame& root = state_.root();
    if (root.graph->on_error != no_node && !root.error_routed && !state_.cancelling) {
        const FrameId root_id = root.id;
        release_frame(root_id);
        emit(ErrorRouted{root_id, 0});
        return;
    }
    ask_last_resort(code, message);
}

bool Decider::catch_failure(ActivationId id, const std::string& code, const std::string& message) {
    const Activation* inside = &at(id);
    while (true) {
        const Frame& frame = *state_.frame(inside->frame);
        for (std::size_t i = frame.catches.size(); i-- > 0;) {
            const ArmedCatch& armed = frame.catches[i];
            if (!covers(armed.codes, code) || !state_.region_within(inside->region, armed.region)) {
                continue;
            }
            // What goes down with the failure gives back what it holds.
            RegionId broken = 0;
            for (RegionId region = inside->region; region != armed.region; region = state_.region(region)->parent) {
                broken = region;
            }
            const FrameId frame_id = frame.id;
            if (broken != 0) {
                release_region(broken, 0);
            } else {
                const ActivationId stand_in = inside->id;
                for (const Frame& called : state_.frames) {
                    if (called.caller == stand_in) {
                        release_frame(called.id);
                        break;
                    }
                }
                release(stand_in);
            }
            emit(Caught{frame_id, static_cast<std::uint32_t>(i), id, String(code), String(message)});
            return true;
        }
        inside = state_.activation(frame.caller);
        if (inside == nullptr) {
            return false;
        }
    }
}

}  // namespace millrace::run
