#include <algorithm>
#include <limits>

#include "engine/value/containers.hpp"

namespace millrace {
namespace {

// Adds up a value until a limit is passed.
struct Meter {
    std::size_t bytes_max;
    std::size_t bytes = 0;

    bool add(std::size_t more) {
        bytes += more;
        return bytes <= bytes_max;
    }
    bool add_text(std::string_view text) { return text.empty() || add(sizeof(detail::StringRep) + text.size()); }

    // What hangs on the value; its own 16 bytes are counted by whoever holds it.
    bool measure(const Value& value, int depth_left) {
        if (value.is_string()) {
            return add_text(value.as_string());
        }
        if (value.is_list()) {
            const List& list = value.as_list();
            if (depth_left == 0 || !add(sizeof(detail::ListRep) + list.size() * sizeof(Value))) {
                return false;
            }
            return std::all_of(list.begin(), list.end(),
                               [&](const Value& item) { return measure(item, depth_left - 1); });
        }
        if (value.is_map()) {
            const Map& map = value.as_map();
            if (depth_left == 0 || !add(sizeof(detail::MapRep) + map.size() * sizeof(Map::Entry))) {
                return false;
            }
            return std::all_of(map.begin(), map.end(), [&](const Map::Entry& entry) {
                return add_text(entry.first) && measure(entry.second, depth_left - 1);
            });
        }
        return true;
    }
};

}  // namespace

std::size_t Value::footprint() const noexcept {
    Meter meter{std::numeric_limits<std::size_t>::max()};
    meter.add(sizeof(Value));
    meter.measure(*this, std::numeric_limits<int>::max());
    return meter.bytes;
}

bool Value::fits(std::size_t bytes_max, int depth_max) const noexcept {
    Meter meter{bytes_max};
    return meter.add(sizeof(Value)) && meter.measure(*this, depth_max);
}

}  // namespace millrace
