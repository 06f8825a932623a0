#pragma once

#include <string>
#include <vector>

#include "runtime/desk/work.hpp"

namespace millrace::desk {

// Where something may have become possible: what waits in a queue, or an agent who can take more.
struct Look {
    enum class At : std::uint8_t { queue, agent };
    At at;
    std::string key;  // or users.id
    bool operator==(const Look&) const = default;
};

// Brings together what waits and who is free, as far as these looks go and in their order; all of them read the same
// rows once. Writes the offers.
void match(const Work& work, const std::vector<Look>& looks);

}  // namespace millrace::desk
