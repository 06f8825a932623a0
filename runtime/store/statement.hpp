#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

// SQL written once for every store: named parameters ($org), RETURNING, ON CONFLICT. What a statement binds and what
// it gives back; who runs it is a Reader or a Transaction (session.hpp).
namespace millrace::store {

class RowList;

// A value on its way into a statement. Does not own text or bytes: they live at least as long as the call it is passed
// to.
class Bound {
public:
    enum class Kind : std::uint8_t { null, integer, number, text, bytes, rows };

    Bound(std::nullptr_t) {}
    Bound(std::nullopt_t) {}
    Bound(std::same_as<bool> auto b) : kind_(Kind::integer), integer_(b ? 1 : 0) {}
    template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>) Bound(T n)
        : kind_(Kind::integer), integer_(static_cast<std::int64_t>(n)) {
        MILLRACE_ASSERT(std::is_signed_v<T> || integer_ >= 0);  // 64 unsigned bits have no column type
    }
    Bound(double d) : kind_(Kind::number), number_(d) {}
    Bound(std::string_view text) : kind_(Kind::text), text_(text) {}
    Bound(const std::string& text) : Bound(std::string_view(text)) {}
    Bound(const char* text) : Bound(std::string_view(text)) {}
    Bound(const String& text) : Bound(text.view()) {}
    Bound(Time t) : Bound(t.ms) {}
    Bound(Duration d) : Bound(d.ms) {}
    template <class Tag>
    Bound(Id<Tag> id) : Bound(id.value) {}
    template <class T>
    requires(std::is_enum_v<T>) Bound(T e) : Bound(static_cast<std::int64_t>(e)) {}
    template <class T>
    Bound(const std::optional<T>& maybe) : Bound(maybe ? Bound(*maybe) : Bound(nullptr)) {}
    Bound(const RowList& rows) : kind_(Kind::rows), rows_(&rows) {}

    Kind kind() const { return kind_; }
    std::int64_t integer() const { return integer_; }
    double number() const { return number_; }
    std::string_view text() const { return text_; }
    const RowList& rows() const { return *rows_; }

private:
    friend Bound bytes(std::string_view);
    Kind kind_ = Kind::null;
    std::int64_t integer_ = 0;
    double number_ = 0;
    std::string_view text_;
    const RowList* rows_ = nullptr;
};

// For a column of {bytes}: a plain string binds as text.
inline Bound bytes(std::string_view raw) {
    Bound bound(raw);
    bound.kind_ = Bound::Kind::bytes;
    return bound;
}

// One parameter: {"org", org} stands for $org.
struct Param {
    Param(std::string_view name_, Bound value_) : name(name_), value(value_) {}
    std::string_view name;
    Bound value;
};

// What went wrong with a statement. Thrown, so that desk code reads straight down; the writer catches it at its wall:
// a constraint or a bad statement undoes that piece of work alone, the rest is about the whole batch or the store.
class SqlError : public std::runtime_error {
public:
    enum class Kind {
        unique,       // a unique or primary key is taken
        constraint,   // another constraint: not null, check, foreign key
        statement,    // the statement itself: unknown column, missing parameter, wrong type read from a row
        expired,      // a reader lived longer than it may
        full,         // no room on the disk
        unavailable,  // the store cannot be reached just now; nobody's fault, try again
        broken,       // input/output, corruption, out of memory: nothing more can be trusted
    };
    SqlError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
    Kind kind() const { return kind_; }
    // "store.unique", "store.constraint", …
    Error error() const;

private:
    Kind kind_;
};

namespace detail {

struct Cell {
    Bound::Kind kind = Bound::Kind::null;
    std::int64_t integer = 0;  // or the offset of text in the arena
    double number = 0;
    std::size_t size = 0;
};

// A whole answer, copied out of the store, so that a statement never stays open while its reader writes.
struct Table {
    std::shared_ptr<const std::vector<std::string>> columns;
    std::vector<Cell> cells;  // row after row
    std::string arena;
};

}  // namespace detail

// One row of an answer. Cheap to copy and good for as long as it is kept: it shares the answer's memory. Views it gives
// (text, bytes) live while some row or Rows of the same answer lives. A wrong column name or type throws SqlError.
class Row {
public:
    Row(std::shared_ptr<const detail::Table> table, std::size_t index) : table_(std::move(table)), index_(index) {}

    bool is_null(std::string_view column) const { return cell(column).kind == Bound::Kind::null; }
    std::int64_t integer(std::string_view column) const;
    double number(std::string_view column) const;  // an integer is converted
    std::string_view text(std::string_view column) const;
    std::string_view bytes(std::string_view column) const;
    bool flag(std::string_view column) const { return integer(column) != 0; }
    Time time(std::string_view column) const { return Time{integer(column)}; }
    template <class Tag>
    Id<Tag> id(std::string_view column) const {
        return Id<Tag>{static_cast<std::uint64_t>(integer(column))};
    }

    // By type: integers, bool, double, enums, std::string, std::string_view, String, Time, Duration, Id<Tag>, and
    // std::optional of these for a column that may be null.
    template <class T>
    T get(std::string_view column) const;

private:
    const detail::Cell& cell(std::string_view column) const;
    std::string_view view(const detail::Cell& cell) const {
        return std::string_view(table_->arena).substr(static_cast<std::size_t>(cell.integer), cell.size);
    }

    std::shared_ptr<const detail::Table> table_;
    std::size_t index_ = 0;
};

// All rows of an answer: for (auto row : tx.query(…)).
class Rows {
public:
    explicit Rows(std::shared_ptr<const detail::Table> table) : table_(std::move(table)) {}

    std::size_t size() const { return table_->columns->empty() ? 0 : table_->cells.size() / table_->columns->size(); }
    bool empty() const { return size() == 0; }
    Row operator[](std::size_t index) const {
        MILLRACE_ASSERT(index < size());
        return {table_, index};
    }

    class Iterator {
    public:
        Iterator(const Rows* rows, std::size_t at) : rows_(rows), at_(at) {}
        Row operator*() const { return (*rows_)[at_]; }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return at_ == other.at_; }

    private:
        const Rows* rows_;
        std::size_t at_;
    };
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }

private:
    std::shared_ptr<const detail::Table> table_;
};

namespace detail {

template <class T>
struct Get;  // missing here: this type has no column type

template <class T>
requires(std::integral<T> || std::is_enum_v<T>) struct Get<T> {
    static T from(const Row& row, std::string_view column) { return static_cast<T>(row.integer(column)); }
};
template <>
struct Get<bool> {
    static bool from(const Row& row, std::string_view column) { return row.flag(column); }
};
template <>
struct Get<double> {
    static double from(const Row& row, std::string_view column) { return row.number(column); }
};
template <class T>
requires(std::same_as<T, std::string> || std::same_as<T, std::string_view> || std::same_as<T, String>) struct Get<T> {
    static T from(const Row& row, std::string_view column) { return T(row.text(column)); }
};
template <>
struct Get<Time> {
    static Time from(const Row& row, std::string_view column) { return row.time(column); }
};
template <>
struct Get<Duration> {
    static Duration from(const Row& row, std::string_view column) { return Duration{row.integer(column)}; }
};
template <class Tag>
struct Get<Id<Tag>> {
    static Id<Tag> from(const Row& row, std::string_view column) { return row.id<Tag>(column); }
};
template <class T>
struct Get<std::optional<T>> {
    static std::optional<T> from(const Row& row, std::string_view column) {
        if (row.is_null(column)) {
            return std::nullopt;
        }
        return Get<T>::from(row, column);
    }
};

}  // namespace detail

template <class T>
T Row::get(std::string_view column) const {
    return detail::Get<T>::from(*this, column);
}

}  // namespace millrace::store
