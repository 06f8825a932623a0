#include "engine/node/source_text.hpp"

#include <algorithm>
#include <set>

namespace millrace {
namespace {

bool is_word_part(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Where the word begins next, at or after `from`.
std::size_t find_word(std::string_view source, std::string_view word, std::size_t from) {
    for (std::size_t at = source.find(word, from); at != std::string_view::npos; at = source.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !is_word_part(source[at - 1])) && (end == source.size() || !is_word_part(source[end]))) {
            return at;
        }
    }
    return std::string_view::npos;
}

}  // namespace

bool has_word(std::string_view source, std::string_view word) {
    return find_word(source, word, 0) != std::string_view::npos;
}

std::vector<std::string> members_of(std::string_view source, std::string_view word) {
    std::vector<std::string> names;
    for (std::size_t at = find_word(source, word, 0); at != std::string_view::npos;
         at = find_word(source, word, at + word.size())) {
        std::size_t begin = at + word.size();
        if (begin >= source.size() || source[begin] != '.') {
            continue;
        }
        std::size_t end = ++begin;
        while (end < source.size() && is_word_part(source[end])) {
            ++end;
        }
        if (end > begin && !(source[begin] >= '0' && source[begin] <= '9')) {
            names.emplace_back(source.substr(begin, end - begin));
        }
    }
    return names;
}

std::vector<std::string> words_of(std::string_view source) {
    std::set<std::string_view> words;
    for (std::size_t begin = 0; begin < source.size();) {
        std::size_t end = begin;
        while (end < source.size() && is_word_part(source[end])) {
            ++end;
        }
        if (end > begin) {
            words.insert(source.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return {words.begin(), words.end()};
}

bool has_computed_member(std::string_view source, std::string_view word) {
    for (std::size_t at = find_word(source, word, 0); at != std::string_view::npos;
         at = find_word(source, word, at + word.size())) {
        std::string_view rest = source.substr(at + word.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        const bool dotted = rest.size() > 1 && rest[0] == '.' && rest[1] != '.';
        const bool quoted = rest.size() > 1 && rest[0] == '[' && (rest[1] == '"' || rest[1] == '\'');
        if (!dotted && !quoted) {
            return true;
        }
    }
    return false;
}

bool may_wait(std::string_view source) {
    return source.find("wait") != std::string_view::npos || has_word(source, "ask") || has_word(source, "menu") ||
           source.find("ctx[") != std::string_view::npos;
}

}  // namespace millrace
