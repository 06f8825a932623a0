#pragma once

#include <string>
#include <vector>

#include "runtime/flowtest/play/player.hpp"
#include "runtime/flowtest/simulate/step.hpp"

namespace millrace::flowtest {

// How far everything had come after a step of a simulation: what a case would say at this place.
struct Moment {
    std::string line;  // of the step; empty: it has none, as before the first
    std::size_t messages = 0;
    std::size_t effects = 0;
    std::string queue;  // in which it waits, as `expect queue` says it
};

// How much of the world the case describes.
enum class Detail : std::uint8_t {
    brief,  // what a person would write: an open calendar is open
    exact,  // also the time it began, whole calendars, the words that ask for a person
};

// A case that says what the player has played. `moments` has one for the beginning and one for each step.
std::string transcribe(const Player& player, const std::vector<Moment>& moments, const std::vector<Statement>& given,
                       const Facts& began_with, Detail detail);

}  // namespace millrace::flowtest
