#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "tests/day/day.hpp"

namespace {

constexpr const char* usage =
    "usage: simulate_day [--seeds A..B] [--agents N] [--teams 1..8] [--customers N] [--kills N] [--trace]\n"
    "                    [--plant MISTAKE]   the day must fail; without one it must not\n";

[[noreturn]] void wrong(const std::string& what) {
    fmt::print(stderr, "simulate_day: {}\n{}", what, usage);
    std::exit(64);
}

std::uint64_t number(std::string_view name, std::string_view text, std::uint64_t least, std::uint64_t most) {
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            wrong(fmt::format("expected a number after {} but found '{}'", name, text));
        }
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (text.empty() || value < least || value > most) {
        wrong(fmt::format("expected {} to be {} to {} but found '{}'", name, least, most, text));
    }
    return value;
}

}  // namespace

int main(int count, char** words) {
    using namespace millrace;
    day::Options options;
    std::uint64_t first = 1;
    std::uint64_t last = 1;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = words[i];
        if (name == "--help") {
            fmt::print("{}", usage);
            return 0;
        }
        if (name == "--trace") {
            options.trace = true;
            continue;
        }
        if (i + 1 == count) {
            wrong(fmt::format("expected a value after {}", name));
        }
        const std::string_view value = words[++i];
        if (name == "--seeds") {
            const std::size_t dots = value.find("..");
            first = number(name, value.substr(0, dots), 0, UINT32_MAX);
            last = dots == value.npos ? first : number(name, value.substr(dots + 2), first, UINT32_MAX);
        } else if (name == "--agents") {
            options.agents = static_cast<int>(number(name, value, 1, 1000));
        } else if (name == "--teams") {
            options.teams = static_cast<int>(number(name, value, 1, 8));
        } else if (name == "--customers") {
            options.customers = static_cast<int>(number(name, value, 1, 100'000));
        } else if (name == "--kills") {
            options.kills = static_cast<int>(number(name, value, 0, 1000));
        } else if (name == "--plant") {
            options.plant = value;
            bool known = false;
            std::string names;
            for (const std::string& each : day::every_plant()) {
                known = known || each == value;
                names += (names.empty() ? "" : ", ") + each;
            }
            if (!known) {
                wrong(fmt::format("expected one of {} but found '{}'", names, value));
            }
        } else {
            wrong(fmt::format("expected an option but found '{}'", name));
        }
    }
    int passed = 0;
    int failed = 0;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        options.seed = seed;
        day::Day today(options);
        const auto broken = today.play();
        const bool well = broken.has_value() == !options.plant.empty();
        ++(well ? passed : failed);
        if (broken) {
            fmt::print("{}day {}: {} at {}: {}\n", well ? "found, as it must be: " : "", seed, broken->rule,
                       to_text(broken->at), broken->text);
        } else {
            fmt::print("{}day {}: it is {} and everybody has been helped\n",
                       well ? "" : "the mistake was overlooked: ", seed, to_text(today.agenda.now()));
        }
        for (const auto& [what, times] : today.counts()) {
            fmt::print("  {:>8} {}\n", times, what);
        }
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
