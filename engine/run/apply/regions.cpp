// Fork and race open a region, its join closes it.

#include <algorithm>

#include "engine/base/fault.hpp"
#include "engine/run/apply.hpp"

namespace millrace::run {

void Applier::operator()(RegionOpened&& event) const {
    const Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    const Frame* frame = state.frame(activation->frame);
    const GraphNode& fork = frame->graph->nodes[static_cast<std::size_t>(activation->node)];

    Region& region = state.regions.emplace_back();
    region.id = ++state.last_region;
    region.frame = activation->frame;
    region.fork = activation->node;
    region.parent = activation->region;
    region.branches = static_cast<std::uint32_t>(fork.wires.size());
    for (const GraphWire& branch : fork.wires) {
        state.ready.push_back({activation->frame, branch.target, region.id, activation->event});
    }
    remove_activation(event.activation);
}

void Applier::operator()(TokenArrived&& event) const {
    const Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    Region* region = state.region(activation->region);
    MILLRACE_ASSERT(region != nullptr);
    region->arrived += fault("apply_counts_an_arrival_twice") ? 2 : 1;
    remove_activation(event.activation);
}

void Applier::operator()(RegionClosed&& event) const {
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    const RegionId closed = activation->region;
    const Region* region = state.region(closed);
    MILLRACE_ASSERT(region != nullptr);
    activation->region = region->parent;
    std::erase_if(state.regions, [&](const Region& r) { return r.id == closed; });
}

void Applier::operator()(RegionCancelled&& event) const {
    cancel_region(event.region, event.except);
}

void Applier::cancel_region(RegionId id, ActivationId except) const {
    const Region* found = state.region(id);
    MILLRACE_ASSERT(found != nullptr);
    const Region region = *found;
    // Who is inside is judged before anything goes, since the way up leads through what goes.
    std::vector<ActivationId> gone;
    for (const Activation& activation : state.activations) {
        if (activation.id != except && state.inside(activation.frame, activation.region, region)) {
            gone.push_back(activation.id);
        }
    }
    std::erase_if(state.ready, [&](const Token& token) { return state.inside(token.frame, token.region, region); });
    std::vector<RegionId> closed;
    for (const Region& inner : state.regions) {
        const bool nested = inner.id != id && state.inside(inner.frame, inner.id, region);
        if (nested || (inner.id == id && except == 0)) {
            closed.push_back(inner.id);
        }
    }
    for (ActivationId activation : gone) {
        remove_activation(activation);
    }
    std::erase_if(state.regions,
                  [&](const Region& r) { return std::find(closed.begin(), closed.end(), r.id) != closed.end(); });
    drop_orphans();
}

}  // namespace millrace::run
