#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.hpp"
#include "runtime/store/statement.hpp"

// From the SQL common to all stores to what PostgreSQL takes, as text.
namespace millrace::store::postgres {

// "… WHERE org = $org" becomes "… WHERE org = $1::bigint" and its values. Nothing is left for the server to guess: what
// a parameter is, its value says. A null becomes the word.
struct SqlText {
    std::string sql = {};
    std::vector<std::string> values = {};
};
// Each parameter named in the statement exactly once, one statement only; else SqlError::statement.
SqlText numbered(std::string_view sql, const Param* params, std::size_t count);

std::string hex_of(std::string_view bytes);
// Appends the bytes that a {bytes} column was told as; SqlError::broken if it is not hexadecimal.
void append_bytes(std::string& out, std::string_view hex);

// One column of many rows, as an array: unnest() makes a table of several.
class Column {
public:
    template <class Tag>
    void add(Id<Tag> id) {
        add(static_cast<std::int64_t>(id.value));
    }
    void add(std::uint64_t number) { add(static_cast<std::int64_t>(number)); }
    void add(std::uint32_t number) { add(static_cast<std::int64_t>(number)); }
    void add(int number) { add(static_cast<std::int64_t>(number)); }
    void add(Time time) { add(time.ms); }
    void add(std::int64_t number);
    void add(std::string_view text);

    std::string take();

private:
    void begin_element() { array_ += array_.empty() ? '{' : ','; }
    std::string array_;
};

// Bytes of many rows: one long value and where each row's part lies, which costs less than an array of them.
class BytesColumn {
public:
    struct Part {
        std::int64_t begin;  // from 1
        std::int64_t length;
    };
    Part add(std::string_view bytes);
    std::string take_all() { return std::move(all_); }

private:
    std::string all_ = "\\x";
    std::int64_t next_ = 1;
};

}  // namespace millrace::store::postgres
