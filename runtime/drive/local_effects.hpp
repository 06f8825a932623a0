#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/node/signal.hpp"
#include "engine/run/decide.hpp"
#include "runtime/store/session.hpp"

namespace millrace::drive {

// One local effect, as its handler sees it: who asks for what. (run, activation, number) is the same whenever the turn
// is decided.
struct LocalEffect {
    OrgId org;
    RunId run;
    store::SubjectId subject;
    std::string_view subject_kind;
    bool owner = false;
    run::ActivationId activation = 0;
    std::uint32_t number = 0;
    std::string_view name;
    const Value& payload;
};

// Carried out in the transaction of the turn that asked, after its rows. An error undoes this effect alone and reaches
// the run as effect.failed. The signal, if any, answers the activation if it waits.
using LocalHandler = std::function<Result<std::optional<Signal>>(store::Transaction&, const LocalEffect&)>;

// By effect name. Filled once by the composition root.
class LocalEffects {
public:
    void add(std::string name, LocalHandler handler) { handlers_[std::move(name)] = std::move(handler); }
    const LocalHandler* find(std::string_view name) const {
        const auto found = handlers_.find(name);
        return found == handlers_.end() ? nullptr : &found->second;
    }

private:
    std::map<std::string, LocalHandler, std::less<>> handlers_;
};

// Answers one kind of question from a snapshot. nil is an answer too.
using Read = std::function<Value(store::OrgReader, store::SubjectId subject, const Value& about)>;

class Reads {
public:
    void add(std::string question, Read read) { reads_[std::move(question)] = std::move(read); }
    const Read* find(std::string_view question) const {
        const auto found = reads_.find(question);
        return found == reads_.end() ? nullptr : &found->second;
    }

private:
    std::map<std::string, Read, std::less<>> reads_;
};

}  // namespace millrace::drive
