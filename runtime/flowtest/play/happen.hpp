#pragma once

#include "runtime/flowtest/play/player.hpp"
#include "runtime/flowtest/script/statement.hpp"

namespace millrace::flowtest {

// What a line of a case lets happen, `customer: …` to `incident …`. The error says why it cannot.
Status happen(Player& player, const Statement& statement);

// Of a line `signal`.
Value payload_of(const Statement& statement);

}  // namespace millrace::flowtest
