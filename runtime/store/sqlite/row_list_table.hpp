#pragma once

#include <string>
#include <string_view>

#include "runtime/store/row_list.hpp"

struct sqlite3;
struct sqlite3_stmt;

// Rows that come as one parameter are a table to SQLite, which reads them where they lie.
namespace millrace::store::sqlite {

void add_row_list_table(sqlite3* db);

// "… FROM $moved AS m" becomes "… FROM (SELECT c0 AS user, c1 AS turn, n FROM row_list($moved)) AS m".
std::string with_row_lists(std::string_view sql, const Param* params, std::size_t count);

// The list lives until the statement has ended.
int bind_row_list(sqlite3_stmt* statement, int at, const RowList& rows);

}  // namespace millrace::store::sqlite
