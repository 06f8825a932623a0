#include "runtime/desk/uuid.hpp"

#include "engine/base/clock.hpp"

namespace millrace::desk {

std::string new_uuid(store::Transaction& tx) {
    const std::uint64_t id = tx.new_id(0);
    const std::uint64_t time_ms = static_cast<std::uint64_t>(tx.now().ms) & 0xffff'ffff'ffffULL;
    const std::uint64_t high = (time_ms << 16) | 0x7000 | (mix(id, 1) & 0x0fff);
    const std::uint64_t low = (mix(id) & 0x3fff'ffff'ffff'ffffULL) | 0x8000'0000'0000'0000ULL;
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) {
            text += '-';
        }
        const std::uint64_t half = i < 16 ? high : low;
        text += digits[(half >> (60 - 4 * (i % 16))) & 15];
    }
    return text;
}

}  // namespace millrace::desk
