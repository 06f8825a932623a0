// Signals that nobody waits for yet are kept a while.

#include "engine/run/apply.hpp"

namespace millrace::run {

void Applier::operator()(SignalKept&& event) const {
    state.kept.push_back({++state.signals_seen, event.at, {std::move(event.name), std::move(event.payload)}});
}

void Applier::operator()(SignalTaken&& event) const {
    std::erase_if(state.kept, [&](const KeptSignal& kept) { return kept.number == event.number; });
}

void Applier::operator()(SignalDropped&& event) const {
    std::erase_if(state.kept, [&](const KeptSignal& kept) { return kept.number == event.number; });
}

// For the record alone.
void Applier::operator()(SignalIgnored&&) const {}

}  // namespace millrace::run
