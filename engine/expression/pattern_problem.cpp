// Finds what is wrong with a pattern by reading it once, so that matching need not look for it.

#include <fmt/format.h>

#include <vector>

#include "engine/expression/pattern.hpp"
#include "engine/expression/pattern_class.hpp"

namespace millrace::expression {
namespace {

class PatternReader {
public:
    explicit PatternReader(std::string_view pattern) : pattern_(pattern) {}

    std::string problem() {
        while (problem_.empty() && at_ < pattern_.size()) {
            read_item();
        }
        for (const bool still : open_) {
            if (problem_.empty() && still) {
                problem_ = "expected ) for each ( in the pattern but one is missing; a literal bracket is %(";
            }
        }
        return problem_;
    }

private:
    void read_item() {
        const char c = pattern_[at_];
        const char next = at_ + 1 < pattern_.size() ? pattern_[at_ + 1] : '\0';
        if (c == '(') {
            open_capture();
        } else if (c == ')') {
            close_capture();
        } else if (c == '%' && next == 'b') {
            read_balanced();
        } else if (c == '%' && next == 'f') {
            read_frontier();
        } else if (c == '%' && next >= '0' && next <= '9') {
            read_back_reference(next);
        } else {
            read_class();
        }
    }

    void open_capture() {
        open_.push_back(true);
        ++at_;
        if (open_.size() > pattern_captures_max) {
            problem_ =
                fmt::format("expected at most {} captures in the pattern but there are more", pattern_captures_max);
        }
    }

    void close_capture() {
        std::size_t last = open_.size();
        while (last > 0 && !open_[last - 1]) {
            --last;
        }
        if (last == 0) {
            problem_ = "expected ( before ) in the pattern but there is none; a literal bracket is %)";
            return;
        }
        open_[last - 1] = false;
        ++at_;
    }

    void read_balanced() {
        if (at_ + 3 >= pattern_.size()) {
            problem_ = "expected two characters after %b in the pattern but it ends";
        }
        at_ += 4;
    }

    void read_frontier() {
        at_ += 2;
        if (at_ >= pattern_.size() || pattern_[at_] != '[') {
            problem_ = "expected a set such as [%w] after %f in the pattern but there is none";
            return;
        }
        read_class();
    }

    void read_back_reference(char digit) {
        const auto index = static_cast<std::size_t>(digit - '0');
        if (index == 0 || index > open_.size() || open_[index - 1]) {
            problem_ = fmt::format("expected a finished capture for %{} in the pattern but there is none", digit);
        }
        at_ += 2;
    }

    void read_class() {
        at_ = class_end(pattern_, at_);
        if (at_ == std::string_view::npos) {
            problem_ = "expected an end of the % or [ in the pattern but it stops; a literal percent sign is %%";
        } else if (at_ < pattern_.size() && std::string_view("*+?-").find(pattern_[at_]) != std::string_view::npos) {
            ++at_;
        }
    }

    std::string_view pattern_;
    std::size_t at_ = 0;
    std::vector<bool> open_;  // by capture
    std::string problem_;
};

}  // namespace

std::string pattern_problem(std::string_view pattern) {
    if (pattern.size() > pattern_bytes_max) {
        return fmt::format("expected a pattern of at most {} bytes but it has {}", pattern_bytes_max, pattern.size());
    }
    return PatternReader(pattern).problem();
}

}  // namespace millrace::expression
