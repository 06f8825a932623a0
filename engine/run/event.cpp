#include "engine/run/event.hpp"

namespace millrace::run {

std::string_view to_text(Tag tag) {
    switch (tag) {
        case Tag::run_started:
            return "run.started";
        case Tag::token_placed:
            return "token.placed";
        case Tag::node_entered:
            return "node.entered";
        case Tag::variable_set:
            return "variable.set";
        case Tag::output_set:
            return "output.set";
        case Tag::node_kept:
            return "node.kept";
        case Tag::effect_asked:
            return "effect.asked";
        case Tag::held:
            return "effect.held";
        case Tag::released:
            return "effect.released";
        case Tag::node_waited:
            return "node.waited";
        case Tag::node_resumed:
            return "node.resumed";
        case Tag::node_left:
            return "node.left";
        case Tag::region_opened:
            return "region.opened";
        case Tag::token_arrived:
            return "token.arrived";
        case Tag::region_closed:
            return "region.closed";
        case Tag::region_cancelled:
            return "region.cancelled";
        case Tag::frame_entered:
            return "frame.entered";
        case Tag::frame_left:
            return "frame.left";
        case Tag::hook_fired:
            return "hook.fired";
        case Tag::signal_kept:
            return "signal.kept";
        case Tag::signal_taken:
            return "signal.taken";
        case Tag::signal_dropped:
            return "signal.dropped";
        case Tag::signal_ignored:
            return "signal.ignored";
        case Tag::catch_armed:
            return "catch.armed";
        case Tag::caught:
            return "failure.caught";
        case Tag::incident_raised:
            return "incident.raised";
        case Tag::error_routed:
            return "error.routed";
        case Tag::incident_resolved:
            return "incident.resolved";
        case Tag::version_changed:
            return "version.changed";
        case Tag::cancel_requested:
            return "cancel.requested";
        case Tag::run_ended:
            return "run.ended";
        case Tag::run_cancelled:
            return "run.cancelled";
        case Tag::run_quarantined:
            return "run.quarantined";
    }
    return "unknown";
}

}  // namespace millrace::run
