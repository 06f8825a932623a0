#include "runtime/store/postgres/sql_text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/store/row_list.hpp"

namespace millrace::store::postgres {
namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == ';';
}

[[noreturn]] void refuse(const std::string& message) {
    throw SqlError(SqlError::Kind::statement, message);
}

// PostgreSQL has no text with a zero in it.
void refuse_zero(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        throw SqlError(SqlError::Kind::constraint, "expected text, but it holds a zero character");
    }
}

std::string_view cast_of(Bound::Kind kind) {
    switch (kind) {
        case Bound::Kind::integer:
            return "::bigint";
        case Bound::Kind::number:
            return "::float8";
        case Bound::Kind::text:
            return "::text";
        case Bound::Kind::bytes:
            return "::bytea";
        case Bound::Kind::rows:
        case Bound::Kind::null:
            break;
    }
    return "";
}

std::string value_of(const Bound& bound) {
    switch (bound.kind()) {
        case Bound::Kind::integer:
            return std::to_string(bound.integer());
        case Bound::Kind::number:
            return fmt::format("{}", bound.number());
        case Bound::Kind::text:
            refuse_zero(bound.text());
            return std::string(bound.text());
        case Bound::Kind::bytes:
            return hex_of(bound.text());
        case Bound::Kind::rows:
        case Bound::Kind::null:
            break;
    }
    return {};
}

std::string column_of(const RowList& rows, std::size_t column) {
    Column array;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.columns()[column].type == RowList::Type::integer) {
            array.add(rows.integer(row, column));
        } else if (rows.columns()[column].type == RowList::Type::bytes) {
            array.add(std::string_view(hex_of(rows.text(row, column))));
        } else {
            array.add(rows.text(row, column));
        }
    }
    return array.take();
}

// Where a quoted piece that begins at `at` ends.
std::size_t after_quote(std::string_view sql, std::size_t at) {
    const auto end = sql.find(sql[at], at + 1);
    return end == std::string_view::npos ? sql.size() : end + 1;
}

class Numbering {
public:
    Numbering(std::string_view sql, const Param* params, std::size_t count)
        : sql_(sql), params_(params), count_(count), place_(count, 0) {
        text_.sql.reserve(sql.size() + count * 10);
    }

    SqlText run() {
        std::size_t at = 0;
        while (at < sql_.size()) {
            const char c = sql_[at];
            if (c == '\'' || c == '"') {
                const auto end = after_quote(sql_, at);
                text_.sql += sql_.substr(at, end - at);
                at = end;
            } else if (c == '$' && at + 1 < sql_.size() && is_word(sql_[at + 1])) {
                at = parameter(at + 1);
            } else if (c == ';') {
                if (!std::all_of(sql_.begin() + static_cast<std::ptrdiff_t>(at), sql_.end(), is_blank)) {
                    refuse(fmt::format("expected one statement, but got: {}", sql_));
                }
                break;
            } else {
                text_.sql += c;
                ++at;
            }
        }
        for (std::size_t i = 0; i < count_; ++i) {
            if (place_[i] == 0) {
                refuse(fmt::format("expected a parameter ${} in the statement, but it has none: {}", params_[i].name,
                                   sql_));
            }
        }
        return std::move(text_);
    }

private:
    std::size_t parameter(std::size_t begin) {
        auto end = begin;
        while (end < sql_.size() && is_word(sql_[end])) {
            ++end;
        }
        const auto name = sql_.substr(begin, end - begin);
        std::size_t which = 0;
        while (which < count_ && params_[which].name != name) {
            ++which;
        }
        if (which == count_) {
            refuse(fmt::format("expected a value for ${}, but got none: {}", name, sql_));
        }
        const auto& value = params_[which].value;
        if (value.kind() == Bound::Kind::null) {
            place_[which] = -1;
            text_.sql += "NULL";
            return end;
        }
        if (value.kind() == Bound::Kind::rows) {
            row_list(value.rows(), which);
            return end;
        }
        if (place_[which] == 0) {
            text_.values.push_back(value_of(value));
            place_[which] = static_cast<int>(text_.values.size());
        }
        text_.sql += '$';
        text_.sql += std::to_string(place_[which]);
        text_.sql += cast_of(value.kind());
        return end;
    }

    // A table of as many arrays as it has columns, with a number for each row.
    void row_list(const RowList& rows, std::size_t which) {
        const auto& columns = rows.columns();
        if (place_[which] == 0) {
            place_[which] = static_cast<int>(text_.values.size()) + 1;
            for (std::size_t i = 0; i < columns.size(); ++i) {
                text_.values.push_back(column_of(rows, i));
            }
        }
        std::string arrays;
        std::string names;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto* type = columns[i].type == RowList::Type::integer ? "bigint"
                               : columns[i].type == RowList::Type::bytes ? "bytea"
                                                                         : "text";
            arrays += fmt::format("{}${}::{}[]", i == 0 ? "" : ", ", place_[which] + static_cast<int>(i), type);
            names += fmt::format("{}, ", columns[i].name);
        }
        text_.sql += fmt::format(
            "(SELECT {0}place_of_row - 1 AS n FROM unnest({1})"
            " WITH ORDINALITY AS all_of({0}place_of_row))",
            names, arrays);
    }

    std::string_view sql_;
    const Param* params_;
    std::size_t count_;
    std::vector<int> place_;  // 0: not met yet; -1: null
    SqlText text_;
};

constexpr char digits[] = "0123456789abcdef";

void append_hex(std::string& out, std::string_view bytes) {
    const auto at = out.size();
    out.resize(at + 2 * bytes.size());
    char* to = out.data() + at;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
}

int nibble(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

SqlText numbered(std::string_view sql, const Param* params, std::size_t count) {
    return Numbering(sql, params, count).run();
}

std::string hex_of(std::string_view bytes) {
    std::string out = "\\x";
    append_hex(out, bytes);
    return out;
}

void append_bytes(std::string& out, std::string_view hex) {
    if (hex.size() % 2 != 0 || hex.substr(0, 2) != "\\x") {
        throw SqlError(SqlError::Kind::broken, "expected bytes in hexadecimal, but the server wrote something else");
    }
    for (std::size_t i = 2; i < hex.size(); i += 2) {
        const int high = nibble(hex[i]);
        const int low = nibble(hex[i + 1]);
        if (high < 0 || low < 0) {
            throw SqlError(SqlError::Kind::broken, "expected bytes in hexadecimal, but there is another character");
        }
        out += static_cast<char>(high << 4 | low);
    }
}

void Column::add(std::int64_t number) {
    begin_element();
    array_ += std::to_string(number);
}

void Column::add(std::string_view text) {
    refuse_zero(text);
    begin_element();
    array_ += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            array_ += '\\';
        }
        array_ += c;
    }
    array_ += '"';
}

std::string Column::take() {
    begin_element();
    array_.pop_back();
    if (array_.empty()) {
        return "{}";
    }
    array_ += '}';
    return std::move(array_);
}

BytesColumn::Part BytesColumn::add(std::string_view bytes) {
    append_hex(all_, bytes);
    const auto length = static_cast<std::int64_t>(bytes.size());
    return {std::exchange(next_, next_ + length), length};
}

}  // namespace millrace::store::postgres
