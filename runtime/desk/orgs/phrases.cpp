// Does a customer ask for a person? Clause by clause: a phrase counts unless the clause denies it before.

#include <algorithm>
#include <iterator>

#include "engine/base/text.hpp"
#include "runtime/desk/orgs/org.hpp"

namespace millrace::desk {
namespace {

using Words = std::vector<std::string>;

bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Words without apostrophes, so that "don't", "don’t" and "dont" are one.
std::vector<Words> clauses_of(std::string_view text) {
    std::string folded = fold(text);
    for (std::size_t at = 0; (at = folded.find("\u2019", at)) != std::string::npos;) {
        folded.replace(at, 3, "'");
    }
    std::vector<Words> clauses(1);
    std::string word;
    const auto end_word = [&] {
        if (word == "but") {
            clauses.emplace_back();
        } else if (!word.empty()) {
            clauses.back().push_back(word);
        }
        word.clear();
    };
    for (const char c : folded) {
        if (is_word_byte(c)) {
            word += c;
        } else if (c != '\'') {
            end_word();
            if (std::string_view(",.;:!?\n").find(c) != std::string_view::npos) {
                clauses.emplace_back();
            }
        }
    }
    end_word();
    return clauses;
}

bool denies(const std::string& word) {
    static const Words words = {"no",   "not",     "never", "without", "dont", "doesnt",  "didnt",
                                "wont", "wouldnt", "isnt",  "cannot",  "cant", "neither", "nor",
                                "kein", "keinen",  "keine", "nicht",   "ohne", "pas",     "sans"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_polite(const std::string& word) {
    static const Words words = {"please", "hello", "hi", "now", "bitte", "a", "an", "the"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool asks(const Words& clause, const Words& phrase) {
    if (phrase.empty()) {
        return false;
    }
    if (phrase.size() == 1) {  // "agent" asks, "my travel agent was rude" does not
        Words bare;
        std::copy_if(clause.begin(), clause.end(), std::back_inserter(bare),
                     [](const std::string& word) { return !is_polite(word); });
        return bare == phrase;
    }
    const auto found = std::search(clause.begin(), clause.end(), phrase.begin(), phrase.end());
    return found != clause.end() && std::none_of(clause.begin(), found, denies);
}

}  // namespace

bool asks_for_human(std::string_view text, const std::vector<std::string>& phrases) {
    const std::vector<Words> clauses = clauses_of(text);
    for (const std::string& phrase : phrases) {
        const Words words = clauses_of(phrase).front();
        for (const Words& clause : clauses) {
            if (asks(clause, words)) {
                return true;
            }
        }
    }
    return false;
}

const std::vector<std::string>& default_phrases() {
    static const std::vector<std::string> phrases = {
        "human",
        "agent",
        "person",
        "operator",
        "representative",
        "real person",
        "real human",
        "human being",
        "live agent",
        "human agent",
        "human please",
        "want a human",
        "need a human",
        "to a human",
        "get a human",
        "have a human",
        "with a human",
        "want a person",
        "need a person",
        "to a person",
        "with a person",
        "to an agent",
        "want an agent",
        "need an agent",
        "with an agent",
        "speak to someone",
        "talk to someone",
        "talk to somebody",
        "speak to somebody",
        "to a representative",
        "to an operator",
    };
    return phrases;
}

}  // namespace millrace::desk
