// What a turn asks of the world, and what it gives back.

#include "engine/run/decide/decider.hpp"

namespace millrace::run {
namespace {

// Of what was held, the members by which its release knows it.
Value what_it_needs(const EffectSpec& release, const Value& held) {
    Map payload;
    for (const FieldSpec& field : release.payload.fields) {
        if (!held[field.key].is_nil()) {
            payload.set(field.key, held[field.key]);
        }
    }
    return payload;
}

}  // namespace

// False if the effect may not be asked: the activation has failed then.
bool Decider::ask(ActivationId id, Effect&& effect, bool awaited) {
    const EffectSpec* spec = machine_.vocabulary.effect(effect.name);
    if (spec == nullptr) {
        fail(id, "effect.unknown", "expected a known effect but found '" + effect.name.str() + "'");
        return false;
    }
    if (spec->talks && !state_.subject.owned && state_.subject.id != 0) {
        fail(id, "flow.companion_talks",
             "expected only the owner of the " + state_.subject.kind.str() + " to ask for '" + spec->name +
                 "' but this run is a companion");
        return false;
    }
    const std::uint32_t number = at(id).effects + 1;
    turn_.effects.push_back({id, number, effect.name, effect.payload, awaited, spec});
    emit(EffectAsked{id, number, std::move(effect.name), std::move(effect.payload), awaited});
    return true;
}

void Decider::release(ActivationId id) {
    while (!at(id).holds.empty()) {
        const Hold hold = at(id).holds.front();
        emit(Released{id});
        const EffectSpec* held = machine_.vocabulary.effect(hold.effect);
        const EffectSpec* spec = held == nullptr ? nullptr : machine_.vocabulary.effect(held->release);
        if (spec != nullptr) {
            const std::uint32_t number = at(id).effects + 1;
            Value payload = what_it_needs(*spec, hold.payload);
            turn_.effects.push_back({id, number, String(spec->name), payload, false, spec});
            if (fault("decide_releases_twice")) {
                turn_.effects.push_back({id, number + 1, String(spec->name), payload, false, spec});
                emit(EffectAsked{id, number + 1, String(spec->name), payload, false});
            }
            emit(EffectAsked{id, number, String(spec->name), std::move(payload), false});
        }
    }
}

void Decider::release_frame(FrameId frame) {
    std::vector<ActivationId> holders;
    for (const Activation& activation : state_.activations) {
        if (!activation.holds.empty() && state_.frame_within(activation.frame, frame)) {
            holders.push_back(activation.id);
        }
    }
    for (ActivationId id : holders) {
        release(id);
    }
}

void Decider::release_region(RegionId id, ActivationId except) {
    if (fault("decide_losers_keep_what_they_hold")) {
        return;
    }
    const Region region = *state_.region(id);
    std::vector<ActivationId> holders;
    for (const Activation& activation : state_.activations) {
        if (activation.id != except && !activation.holds.empty() &&
            state_.inside(activation.frame, activation.region, region)) {
            holders.push_back(activation.id);
        }
    }
    for (ActivationId holder : holders) {
        release(holder);
    }
}

// Nobody is left in silence: when the run that owns its subject cannot go on, someone else gets it. Once.
void Decider::ask_last_resort(std::string_view code, std::string_view message) {
    const EffectSpec* spec = machine_.vocabulary.effect(machine_.vocabulary.last_resort_effect);
    if (spec == nullptr || !state_.subject.owned || state_.last_resort) {
        return;
    }
    const std::uint32_t number = state_.effects + 1;
    Value payload = Map{{"code", code}, {"message", message}};
    turn_.effects.push_back({0, number, String(spec->name), payload, false, spec});
    emit(EffectAsked{0, number, String(spec->name), std::move(payload), false});
}

}  // namespace millrace::run
