#include "engine/value/sample.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace millrace::testing {
namespace {

std::string any_text(Dice& dice) {
    static constexpr std::array<const char*, 12> pieces = {
        "a", "Zoë", "\"", "\\", "/", "~1", "\n", "\x01", "\x7f", "漢字", "😀", "a rather long piece of plain text "};
    std::string text;
    for (std::uint64_t left = dice.below(5); left > 0; --left) {
        text += pieces[dice.below(pieces.size())];
    }
    return text;
}

double any_finite(Dice& dice) {
    const double d = std::bit_cast<double>(dice.next());
    return std::isfinite(d) ? d : 0.1;
}

}  // namespace

Value any_value(Dice& dice, int depth_max) {
    switch (dice.below(depth_max > 0 ? 9 : 6)) {
        case 0:
            return {};
        case 1:
            return dice.below(2) == 0;
        case 2:
            return static_cast<std::int64_t>(dice.next()) >> dice.below(64);
        case 3:
            return any_finite(dice);
        case 4:
            return static_cast<double>(dice.below(1000)) / 8;
        case 5:
            return any_text(dice);
        case 6: {
            List list;
            for (std::uint64_t left = dice.below(6); left > 0; --left) {
                list.push(any_value(dice, depth_max - 1));
            }
            return list;
        }
        default: {
            Map map;
            for (std::uint64_t left = dice.below(12); left > 0; --left) {
                const std::string key = any_text(dice);  // first, so that every compiler throws the dice alike
                map.set(key, any_value(dice, depth_max - 1));
            }
            return map;
        }
    }
}

}  // namespace millrace::testing
