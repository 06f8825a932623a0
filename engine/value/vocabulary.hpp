#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/value/fields.hpp"

namespace millrace {

// A name that expressions may begin with: `contact`, `channel`. Its value is a map, read from outside the run.
struct ScopeSpec {
    std::string name;
    std::string title;
    Schema members;  // empty: any member
};

// Something that may wake a run.
struct SignalSpec {
    std::string name;
    std::string title;
    Schema payload;
    bool talk = false;  // a customer's words: never delivered while a person owns the subject
};

// Something a run may ask of the world.
struct EffectSpec {
    std::string name;
    std::string title;
    Schema payload;
    bool local = true;          // carried out in the transaction of the turn; otherwise it leaves through the outbox
    bool at_most_once = false;  // a remote effect that is never tried twice
    bool talks = false;         // speaks to the customer: refused to companions
    std::string release = {};   // the effect that undoes it when a holder leaves; empty: cannot be held
    std::vector<std::string> answers = {};  // the signals it answers with, to the activation that asked
};

// The words a run may use. The engine knows none itself: engine/desk registers the contact centre's, a test its own.
class Vocabulary {
public:
    void add(ScopeSpec scope) { scopes_.push_back(std::move(scope)); }
    void add(SignalSpec signal) { signals_.push_back(std::move(signal)); }
    void add(EffectSpec effect) { effects_.push_back(std::move(effect)); }

    const ScopeSpec* scope(std::string_view name) const { return find(scopes_, name); }
    const SignalSpec* signal(std::string_view name) const { return find(signals_, name); }
    const EffectSpec* effect(std::string_view name) const { return find(effects_, name); }
    const std::vector<ScopeSpec>& scopes() const { return scopes_; }
    const std::vector<SignalSpec>& signals() const { return signals_; }
    const std::vector<EffectSpec>& effects() const { return effects_; }

    // Asked for a run that owns its subject when nothing else is left: an incident without a drawn route, a run that
    // is set aside. Empty: nobody is waiting.
    std::string last_resort_effect;

private:
    template <class T>
    static const T* find(const std::vector<T>& all, std::string_view name) {
        for (const T& one : all) {
            if (one.name == name) {
                return &one;
            }
        }
        return nullptr;
    }

    std::vector<ScopeSpec> scopes_;
    std::vector<SignalSpec> signals_;
    std::vector<EffectSpec> effects_;
};

}  // namespace millrace
