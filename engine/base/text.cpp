#include "engine/base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

#include "engine/base/utf8.hpp"

namespace millrace {

bool is_utf8(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        // Most text is ASCII: eight bytes at a time while none has its high bit set.
        std::uint64_t word = 0;
        while (at + sizeof word <= bytes.size()) {
            std::memcpy(&word, bytes.data() + at, sizeof word);
            if ((word & 0x8080808080808080ULL) != 0) {
                break;
            }
            at += sizeof word;
        }
        if (at == bytes.size()) {
            break;
        }
        const int size = read_code_point(bytes.substr(at)).size;
        if (size == 0) {
            return false;
        }
        at += static_cast<std::size_t>(size);
    }
    return true;
}

std::size_t utf8_length(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

std::string_view utf8_prefix(std::string_view text, std::size_t n) {
    std::size_t begun = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (begins_code_point(text[at]) && ++begun > n) {
            return text.substr(0, at);
        }
    }
    return text;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_key(std::string_view text) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && text.size() <= 63 && lower(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

namespace {

// Insertions, deletions, replacements and swapped neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::string closest(std::string_view wrong, const std::vector<std::string>& candidates) {
    constexpr std::size_t length_max = 64;  // names, not essays: the comparison is quadratic
    if (wrong.empty() || wrong.size() > length_max) {
        return {};
    }
    const std::string folded = fold(wrong);
    const std::size_t slip_max = std::max<std::size_t>(1, wrong.size() / 3);
    std::size_t best = std::numeric_limits<std::size_t>::max();
    std::string found;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > length_max) {
            continue;
        }
        const std::size_t distance = edit_distance(folded, fold(candidate));
        // A distance as long as the word itself would make every short word close to every other.
        if (distance <= slip_max && distance < candidate.size() && distance < best) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}

}  // namespace millrace
