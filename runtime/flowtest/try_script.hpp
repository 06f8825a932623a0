#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/flowtest/desk/facts.hpp"
#include "runtime/flowtest/world.hpp"

namespace millrace::flowtest {

// The code of a script.lua, and what it finds: contact, conversation, event … as a case's `given` lines would say them,
// variables in `facts.input`.
struct ScriptTrial {
    std::string code;
    std::vector<std::string> wired;  // the outputs it may leave by; "error": where its own mistakes go
    Facts facts;
};

// What one turn of it came to. Nothing that it asks for is done.
struct ScriptOutcome {
    std::optional<std::string> output;  // that it left by
    Map vars;                           // afterwards
    Map sets;                           // those that it changed; nil: unset
    std::vector<std::string> logs;
    struct Asked {
        std::string effect;
        Value payload;
    };
    std::vector<Asked> asks;
    // Where it waits instead: for these signals, or for the time alone.
    bool waits = false;
    std::vector<std::string> waits_for;
    std::optional<Time> until;
    struct Fault {
        std::string code;
        std::string message;  // without the line
        int line = 0;         // 0: it says none
    };
    std::optional<Fault> fault;
    std::int64_t instructions = 0;
};

// Plays the real node in a flow of its own, with all limits. The catalogue has script.lua and a type for ends.
ScriptOutcome try_script(const ScriptTrial& trial, const World& world);

}  // namespace millrace::flowtest
