#include "runtime/store/rows.hpp"

#include <array>

#include "engine/base/assert.hpp"
#include "engine/base/digest.hpp"

namespace millrace::store {

std::string_view to_text(RunStatus status) {
    switch (status) {
        case RunStatus::running:
            return "running";
        case RunStatus::waiting:
            return "waiting";
        case RunStatus::incident:
            return "incident";
        case RunStatus::completed:
            return "completed";
        case RunStatus::cancelled:
            return "cancelled";
        case RunStatus::quarantined:
            return "quarantined";
    }
    return "unknown";
}

std::uint32_t turn_crc(std::uint32_t previous, RunId run, std::uint64_t seq, std::string_view body) {
    std::array<char, 16> place{};
    for (std::size_t i = 0; i < 8; ++i) {
        place[i] = static_cast<char>(run.value >> (8 * i));
        place[8 + i] = static_cast<char>(seq >> (8 * i));
    }
    return crc32c(crc32c(previous, {place.data(), place.size()}), body);
}

}  // namespace millrace::store
