#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>

namespace millrace {

// A queue in which one who asks for much does not stand in front of one who asks for little: whoever waits gets his
// turn after everybody else who waits, and what is his comes in the order in which it came. Each operation takes
// constant time.
template <class T>
class FairQueue {
public:
    void push(std::uint64_t whose, T item) {
        auto& line = lines_[whose];
        if (line.empty()) {
            turns_.push_back(whose);
        }
        line.push_back(std::move(item));
        ++size_;
    }

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }

    // Of the one whose turn it is. Not empty.
    T pop() {
        const std::uint64_t whose = turns_.front();
        turns_.pop_front();
        const auto found = lines_.find(whose);
        T item = std::move(found->second.front());
        found->second.pop_front();
        --size_;
        if (!found->second.empty()) {
            turns_.push_back(whose);
        } else if (lines_.size() > kept_lines) {
            lines_.erase(found);  // else it is kept: whoever asked will ask again
        }
        return item;
    }

private:
    static constexpr std::size_t kept_lines = 64;
    std::unordered_map<std::uint64_t, std::deque<T>> lines_;
    std::deque<std::uint64_t> turns_;  // who has something, next first
    std::size_t size_ = 0;
};

}  // namespace millrace
