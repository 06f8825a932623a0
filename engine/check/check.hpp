#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/flow/document.hpp"
#include "engine/node/catalogue.hpp"
#include "engine/value/vocabulary.hpp"

namespace millrace::checks {

// What the check must know of the world around the flow. Functions left empty are not asked.
struct World {
    const Catalogue* catalogue = nullptr;
    const Vocabulary* vocabulary = nullptr;
    // A called flow, by key: its inputs and outcomes; nothing when there is no such published flow.
    struct Callee {
        std::vector<flow::Input> input;
        std::vector<std::string> outcomes;
    };
    std::function<std::optional<Callee>(std::string_view key)> callee;
    // Whether a thing of a kind ("queue", "team", "calendar", "flow") exists. Asked only when given: before a publish.
    std::function<bool(std::string_view kind, std::string_view key)> exists;
    // The bindings that are set, by name → kind. Asked only before a publish.
    std::function<std::optional<std::string>(std::string_view name)> bound;
    // What is wrong with a script that stands in a setting of kind code, and may leave by the outputs that are wired.
    std::function<std::vector<Error>(std::string_view code, const std::vector<std::string>& wired)> check_script;
};

// Every problem of the flow at once, in document order (by pointer), errors and warnings together. Reading problems
// come first. 2,000 nodes take under 200 ms.
Problems check(const flow::Reading& reading, const World& world);

// What a flow promises to those that call it: for World::callee of others, and for the flow that calls itself. Without
// outcomes when an ending node works its outcome out at run time.
World::Callee contract_of(const flow::Document& document, const Catalogue& catalogue);

bool blocks_publish(const Problems& problems);

}  // namespace millrace::checks
