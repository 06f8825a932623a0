// Asking changes nothing but the count from which effects get their keys; holding is remembered until it is released.

#include "engine/run/apply.hpp"

namespace millrace::run {

void Applier::operator()(EffectAsked&& event) const {
    if (event.activation == 0) {
        state.effects = event.number;
        state.last_resort = true;
        return;
    }
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    activation->effects = event.number;
}

void Applier::operator()(Held&& event) const {
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    activation->holds.push_back({std::move(event.effect), std::move(event.payload)});
}

void Applier::operator()(Released&& event) const {
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr && !activation->holds.empty());
    activation->holds.erase(activation->holds.begin());
}

}  // namespace millrace::run
