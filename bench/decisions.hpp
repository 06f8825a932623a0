#pragma once

#include "bench/office.hpp"

namespace millrace::bench {

// Routing alone: people are at work, and in each queue there waits more than they can take. Places become free one by
// one, so many commits at a time, and each is given what comes first for it. Measured is from word of the first place
// to the durable offer for the last; that there are places and a line again is not.
class Decisions {
public:
    explicit Decisions(Office& office);

    double a_second(double seconds, int in_flight);

private:
    void give_all_something_in_hand();
    void fill_lines();
    void take_what_is_offered();
    double offer_each_one(int in_flight);

    static constexpr int in_hand = 3;  // of the four that an agent takes
    static constexpr int in_line = 40;

    Office& office_;
    std::atomic<std::uint64_t> offers_{0};
};

}  // namespace millrace::bench
