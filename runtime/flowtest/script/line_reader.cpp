#include "runtime/flowtest/script/line_reader.hpp"

#include <charconv>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/flowtest/script/fault.hpp"

namespace millrace::flowtest {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_key_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
}

}  // namespace

void LineReader::skip_blanks() {
    while (at_ < line_.size() && is_blank(line_[at_])) {
        ++at_;
    }
}

bool LineReader::done() {
    skip_blanks();
    return failed_ || at_ == line_.size() || (line_[at_] == '#' && (at_ == 0 || is_blank(line_[at_ - 1])));
}

int LineReader::column_at(std::size_t offset) const {
    return static_cast<int>(utf8_length(line_.substr(0, offset))) + 1;
}

int LineReader::column() {
    skip_blanks();
    return column_at(at_);
}

void LineReader::fail(std::string wanted) {
    const bool over = done();
    const std::string_view next = over ? std::string_view() : peek_word();
    fail(std::move(wanted), over ? "the end of the line" : "'" + std::string(next) + "'");
}

void LineReader::fail(std::string wanted, std::string found) {
    if (failed_) {
        return;
    }
    failed_column_ = column();
    wanted_ = std::move(wanted);
    found_ = std::move(found);
    failed_ = true;
}

std::string_view LineReader::peek_word() {
    skip_blanks();
    std::size_t end = at_;
    while (end < line_.size() && !is_blank(line_[end])) {
        ++end;
    }
    return line_.substr(at_, end - at_);
}

bool LineReader::accept(std::string_view literal) {
    if (done()) {
        return false;
    }
    const std::string_view rest = line_.substr(at_);
    if (rest.substr(0, literal.size()) != literal) {
        return false;
    }
    const bool open_ended = literal.back() == ':';
    if (!open_ended && rest.size() > literal.size() && !is_blank(rest[literal.size()])) {
        return false;
    }
    at_ += literal.size();
    return true;
}

bool LineReader::expect(std::string_view literal) {
    if (!accept(literal)) {
        fail("'" + std::string(literal) + "'");
    }
    return !failed_;
}

// The JSON text that begins here, to its closing quote or bracket; empty if it never closes.
std::string_view LineReader::json_extent() {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = at_; i < line_.size(); ++i) {
        const char c = line_[i];
        if (quoted) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
        if (!quoted && depth == 0) {
            return line_.substr(at_, i + 1 - at_);
        }
    }
    return {};
}

Value LineReader::value(std::string_view what) {
    if (done()) {
        fail(std::string(what));
    }
    if (failed_) {
        return {};
    }
    const char first = line_[at_];
    if (first == '"' || first == '{' || first == '[') {
        const std::string_view text = json_extent();
        if (text.empty()) {
            fail(first == '"' ? "a closing quote" : "a closing bracket", "the end of the line");
            return {};
        }
        Result<Value> parsed = json::parse(text);
        if (!parsed) {
            Fault fault = fault_of(parsed.error());
            fail(std::move(fault.expected), std::move(fault.found));
            failed_column_ += fault.column - 1;
            return {};
        }
        at_ += text.size();
        if (at_ < line_.size() && !is_blank(line_[at_])) {
            fail("a blank after the value");
            return {};
        }
        return std::move(*parsed);
    }
    const std::string_view bare = peek_word();
    at_ += bare.size();
    if (bare == "true" || bare == "false" || bare == "null" || first == '-' || (first >= '0' && first <= '9')) {
        // A number if all of it is one; 30s and 2026-01-05 are text.
        if (Result<Value> parsed = json::parse(bare)) {
            return std::move(*parsed);
        }
    }
    return Value(bare);
}

std::string LineReader::word(std::string_view what) {
    if (done()) {
        fail(std::string(what));
        return {};
    }
    if (line_[at_] == '"') {
        return json_string(what);
    }
    const std::string_view found = peek_word();
    at_ += found.size();
    return std::string(found);
}

std::string LineReader::json_string(std::string_view what) {
    const Value text = value(what);
    return text.is_string() ? std::string(text.as_string()) : std::string();
}

std::string LineReader::text(std::string_view what) {
    if (done()) {
        fail(std::string(what));
        return {};
    }
    if (line_[at_] == '"') {
        std::string quoted = json_string(what);
        if (!done()) {
            fail("nothing after the closing quote");
        }
        return quoted;
    }
    std::size_t end = at_;
    while (end < line_.size() && !(line_[end] == '#' && is_blank(line_[end - 1]))) {
        ++end;
    }
    const std::string_view found = trim(line_.substr(at_, end - at_));
    at_ = end;
    return std::string(found);
}

std::vector<std::string> LineReader::list(std::string_view what) {
    std::vector<std::string> parts;
    do {
        if (done()) {
            fail(std::string(what));
            return parts;
        }
        if (line_[at_] == '"') {
            const std::string_view quoted = json_extent();
            const Result<Value> parsed = json::parse(quoted);
            if (!parsed) {
                fail("a closing quote", "the end of the line");
                return parts;
            }
            parts.emplace_back(parsed->as_string());
            at_ += quoted.size();
        } else {
            std::size_t end = at_;
            while (end < line_.size() && line_[end] != ',' &&
                   !(line_[end] == '#' && end > 0 && is_blank(line_[end - 1]))) {
                ++end;
            }
            parts.emplace_back(trim(line_.substr(at_, end - at_)));
            at_ = end;
        }
        skip_blanks();
    } while (at_ < line_.size() && line_[at_] == ',' && ++at_ > 0);
    return parts;
}

Duration LineReader::duration() {
    if (failed_ || done()) {
        fail("a duration such as 90s or 15m");
        return {};
    }
    const std::string_view found = peek_word();
    const Result<Duration> parsed = parse_duration(found);
    if (!parsed) {
        fail(fault_of(parsed.error()).expected);
        return {};
    }
    at_ += found.size();
    return *parsed;
}

std::int64_t LineReader::number(std::string_view what) {
    const std::string_view found = done() ? std::string_view() : peek_word();
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), n);
    if (failed_ || found.empty() || error != std::errc{} || end != found.data() + found.size()) {
        fail(std::string(what));
        return 0;
    }
    at_ += found.size();
    return n;
}

bool LineReader::at_pair() {
    if (done()) {
        return false;
    }
    std::size_t end = at_;
    while (end < line_.size() && is_key_letter(line_[end])) {
        ++end;
    }
    return end > at_ && end < line_.size() && line_[end] == '=';
}

Pair LineReader::pair() {
    Pair pair;
    if (!at_pair()) {
        fail("name=value");
        return pair;
    }
    pair.column = column();
    const std::size_t equals = line_.find('=', at_);
    pair.key = std::string(line_.substr(at_, equals - at_));
    at_ = equals + 1;
    if (at_ == line_.size() || is_blank(line_[at_])) {
        pair.value = Value("");  // nothing is written: an empty text
        return pair;
    }
    pair.value = value("a value");
    return pair;
}

std::vector<Pair> LineReader::pairs() {
    std::vector<Pair> all;
    while (at_pair() && !failed_) {
        all.push_back(pair());
    }
    return all;
}

}  // namespace millrace::flowtest
