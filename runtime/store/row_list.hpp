#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/store/statement.hpp"

namespace millrace::store {

// Many rows as one parameter, so that one statement does for all of them what would else be a journey to the server
// for each. In the SQL it stands where a table does, and `n` counts its rows from 0:
//
//     RowList moved({{"user", RowList::Type::text}, {"turn", RowList::Type::integer}});
//     moved.add({user, turn});
//     tx.run("UPDATE agent SET turn = m.turn FROM $moved AS m WHERE agent.user_id = m.user", {{"moved", moved}});
//
// A statement always names the same columns. Values are copied in; none is null.
class RowList {
public:
    enum class Type : std::uint8_t { integer, text, bytes };
    struct Column {
        std::string_view name;  // a literal
        Type type;
    };

    explicit RowList(std::initializer_list<Column> columns) : columns_(columns) {}

    // As many values as there are columns, in their order.
    void add(std::initializer_list<Bound> row);

    std::size_t size() const { return cells_.size() / columns_.size(); }
    bool empty() const { return cells_.empty(); }
    const std::vector<Column>& columns() const { return columns_; }
    std::int64_t integer(std::size_t row, std::size_t column) const { return cell(row, column).integer; }
    std::string_view text(std::size_t row, std::size_t column) const {
        const Cell& c = cell(row, column);
        return std::string_view(arena_).substr(static_cast<std::size_t>(c.integer), c.size);
    }

private:
    struct Cell {
        std::int64_t integer = 0;  // or where in the arena its text begins
        std::size_t size = 0;
    };
    const Cell& cell(std::size_t row, std::size_t column) const { return cells_[row * columns_.size() + column]; }

    std::vector<Column> columns_;
    std::vector<Cell> cells_;
    std::string arena_;
};

}  // namespace millrace::store
