#include "runtime/flowtest/desk/human_request.hpp"

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"

namespace millrace::flowtest {
namespace {

// Letters and digits, folded; everything else parts words, and an apostrophe is left out ("don't" → "dont").
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const std::string folded = fold(text);
    for (std::size_t i = 0; i <= folded.size(); ++i) {
        const unsigned char c = i < folded.size() ? static_cast<unsigned char>(folded[i]) : ' ';
        const bool apostrophe = c == '\'' || folded.compare(i, 3, "\xe2\x80\x99") == 0;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0x80 && !apostrophe)) {
            word += static_cast<char>(c);
        } else if (apostrophe) {
            i += c >= 0x80 ? 2 : 0;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

constexpr std::array negations = {"not", "no", "dont", "never", "without", "cant", "wont", "isnt", "nicht", "kein", "keinen"};

}  // namespace

bool asks_for_human(std::string_view text, const std::vector<std::string>& phrases) {
    const std::vector<std::string> words = words_of(text);
    for (const std::string& phrase : phrases) {
        const std::vector<std::string> wanted = words_of(phrase);
        if (wanted.empty()) {
            continue;
        }
        auto from = words.begin();
        while (true) {
            const auto found = std::search(from, words.end(), wanted.begin(), wanted.end());
            if (found == words.end()) {
                break;
            }
            const auto near = found - std::min<std::ptrdiff_t>(found - words.begin(), 5);
            if (std::none_of(near, found, [](const std::string& word) {
                    return std::find(negations.begin(), negations.end(), word) != negations.end();
                })) {
                return true;
            }
            from = found + 1;
        }
    }
    return false;
}

}  // namespace millrace::flowtest
