#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

namespace millrace::flowtest {

// One `name=value` of a line.
struct Pair {
    std::string key;
    Value value;
    int column = 0;

    friend bool operator==(const Pair&, const Pair&) = default;
};

// Reads one line from left to right. What does not fit is remembered once, with its column, and every further read is
// empty: a form is read to its end and judged then. A `#` after a blank begins a comment, except inside quotes.
class LineReader {
public:
    explicit LineReader(std::string_view line) : line_(line) {}

    // Nothing is left but blanks and a comment.
    bool done();
    // Takes this literal if it comes next as a word of its own; one that ends in a colon may be followed by anything.
    bool accept(std::string_view literal);
    bool expect(std::string_view literal);

    std::string word(std::string_view what);
    // Up to the end of the line, or a JSON string.
    std::string text(std::string_view what);
    // Separated by commas, up to the end of the line; a part with a comma in it is a JSON string.
    std::vector<std::string> list(std::string_view what);
    Duration duration();
    std::int64_t number(std::string_view what);
    // JSON if it begins as JSON does, else the word as text.
    Value value(std::string_view what);
    // True if the next word is `name=`; dots may be part of the name.
    bool at_pair();
    Pair pair();
    std::vector<Pair> pairs();

    int column();  // of what comes next
    bool failed() const { return failed_; }
    int failed_column() const { return failed_column_; }
    const std::string& wanted() const { return wanted_; }
    const std::string& found() const { return found_; }
    void fail(std::string wanted);
    void fail(std::string wanted, std::string found);

private:
    void skip_blanks();
    std::string_view peek_word();
    std::string_view json_extent();
    std::string json_string(std::string_view what);
    int column_at(std::size_t offset) const;

    std::string_view line_;
    std::size_t at_ = 0;
    bool failed_ = false;
    int failed_column_ = 0;
    std::string wanted_;
    std::string found_;
};

}  // namespace millrace::flowtest
