#pragma once

#include <set>
#include <string>

#include "runtime/flowtest/play/player.hpp"

namespace millrace::flowtest {

// What a simulation shows after each step: where everything stands, and what is new since the frame before.
class Frames {
public:
    Frames(Player& player, std::string flow) : player_(player), flow_(std::move(flow)) {}

    // {now, said, path, at, flow, vars, set, outputs, status, conversation, calls, incidents, events, runs, next_due,
    // may, ended, trouble}
    Map next();

private:
    List said();
    List path();
    List at() const;
    List calls();
    List incidents();
    List events();
    List runs() const;
    List may() const;
    Value conversation() const;
    Map with_flow(Map shown, const std::string& flow) const;

    Player& player_;
    std::string flow_;  // whose simulation it is
    std::size_t messages_told_ = 0;
    std::size_t passages_told_ = 0;
    std::size_t incidents_told_ = 0;
    std::size_t events_told_ = 0;
    std::size_t calls_told_ = 0;
    std::set<std::size_t> calls_open_;
    Map vars_;
};

// The run that a conversation's variables are asked of: its owner, else the first. Null when none was started.
const PlayedRun* shown_run(const Player& player);

constexpr std::size_t path_max = 2'000;  // of one frame; the first so many

}  // namespace millrace::flowtest
