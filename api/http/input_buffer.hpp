#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::http {

// Bytes that have come and are not used up yet. Doubles when one piece needs more room; the reader refuses pieces that
// are too long, so it stays small.
class InputBuffer {
public:
    std::string_view bytes() const { return {data_.data() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }

    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) {
            begin_ = end_ = 0;
        }
    }
    void clear() { begin_ = end_ = 0; }

    // Where to put more; then say how much.
    std::pair<char*, std::size_t> space() {
        if (begin_ > 0 && data_.size() - end_ < data_.size() / 2) {
            std::memmove(data_.data(), data_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == data_.size()) {
            data_.resize(data_.size() * 2);
        }
        return {data_.data() + end_, data_.size() - end_};
    }
    void produced(std::size_t count) { end_ += count; }

private:
    std::vector<char> data_ = std::vector<char>(4096);
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace millrace::http
