#include "runtime/store/sqlite/row_list_table.hpp"

#include <new>

#include <fmt/format.h>
#include <sqlite3.h>

namespace millrace::store::sqlite {
namespace {

constexpr int columns_max = 24;
constexpr int column_of_number = columns_max;    // n
constexpr int column_of_list = columns_max + 1;  // hidden: the parameter
constexpr auto pointer_type = "millrace_row_list";

struct Cursor : sqlite3_vtab_cursor {
    const RowList* rows = nullptr;
    std::size_t at = 0;
};

Cursor& of(sqlite3_vtab_cursor* cursor) {
    return *static_cast<Cursor*>(cursor);
}

int connect(sqlite3* db, void*, int, const char* const*, sqlite3_vtab** table, char**) {
    std::string columns;
    for (int i = 0; i < columns_max; ++i) {
        columns += fmt::format("c{}, ", i);
    }
    const int code = sqlite3_declare_vtab(db, ("CREATE TABLE row_list(" + columns + "n, list HIDDEN)").c_str());
    if (code == SQLITE_OK) {
        *table = new (std::nothrow) sqlite3_vtab{};
    }
    return code == SQLITE_OK && *table == nullptr ? SQLITE_NOMEM : code;
}

int disconnect(sqlite3_vtab* table) {
    delete table;
    return SQLITE_OK;
}

// Short lists beside tables of any size: what is joined to them is looked up for each of their rows.
int best_index(sqlite3_vtab*, sqlite3_index_info* plan) {
    for (int i = 0; i < plan->nConstraint; ++i) {
        const auto& constraint = plan->aConstraint[i];
        if (constraint.iColumn != column_of_list || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) {
            continue;
        }
        if (constraint.usable == 0) {
            return SQLITE_CONSTRAINT;
        }
        plan->aConstraintUsage[i].argvIndex = 1;
        plan->aConstraintUsage[i].omit = 1;
        plan->estimatedCost = 10;
        plan->estimatedRows = 10;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT;
}

int open_cursor(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
    *cursor = new (std::nothrow) Cursor{};
    return *cursor != nullptr ? SQLITE_OK : SQLITE_NOMEM;
}

int close_cursor(sqlite3_vtab_cursor* cursor) {
    delete &of(cursor);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value** values) {
    of(cursor).rows = static_cast<const RowList*>(sqlite3_value_pointer(values[0], pointer_type));
    of(cursor).at = 0;
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
    ++of(cursor).at;
    return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) {
    const auto& here = of(cursor);
    return here.rows == nullptr || here.at >= here.rows->size() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* answer, int which) {
    const auto& here = of(cursor);
    const auto& columns = here.rows->columns();
    const auto number = static_cast<std::size_t>(which);
    if (which == column_of_number) {
        sqlite3_result_int64(answer, static_cast<sqlite3_int64>(here.at));
    } else if (number >= columns.size()) {
        sqlite3_result_null(answer);
    } else if (columns[number].type == RowList::Type::integer) {
        sqlite3_result_int64(answer, here.rows->integer(here.at, number));
    } else if (columns[number].type == RowList::Type::bytes) {
        const auto bytes = here.rows->text(here.at, number);
        sqlite3_result_blob64(answer, bytes.data(), bytes.size(), SQLITE_STATIC);
    } else {
        const auto text = here.rows->text(here.at, number);
        sqlite3_result_text64(answer, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(of(cursor).at);
    return SQLITE_OK;
}

sqlite3_module module_of_row_lists() {
    sqlite3_module module{};
    module.xConnect = connect;
    module.xBestIndex = best_index;
    module.xDisconnect = disconnect;
    module.xOpen = open_cursor;
    module.xClose = close_cursor;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = at_end;
    module.xColumn = column;
    module.xRowid = row_id;
    return module;
}

bool is_word_of_sql(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

void add_row_list_table(sqlite3* db) {
    static const sqlite3_module module = module_of_row_lists();
    if (sqlite3_create_module_v2(db, "row_list", &module, nullptr, nullptr) != SQLITE_OK) {
        throw SqlError(SqlError::Kind::broken, sqlite3_errmsg(db));
    }
}

std::string with_row_lists(std::string_view sql, const Param* params, std::size_t count) {
    std::string text(sql);
    for (std::size_t i = 0; i < count; ++i) {
        if (params[i].value.kind() != Bound::Kind::rows) {
            continue;
        }
        const auto& columns = params[i].value.rows().columns();
        MILLRACE_ASSERT(columns.size() <= static_cast<std::size_t>(columns_max));
        const std::string name = "$" + std::string(params[i].name);
        std::string table = "(SELECT ";
        for (std::size_t c = 0; c < columns.size(); ++c) {
            table += fmt::format("c{} AS {}, ", c, columns[c].name);
        }
        table += "n FROM row_list(" + name + "))";
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
            const auto end = at + name.size();
            if (end < text.size() && is_word_of_sql(text[end])) {
                at = end;
                continue;
            }
            text.replace(at, name.size(), table);
            at += table.size();
        }
    }
    return text;
}

int bind_row_list(sqlite3_stmt* statement, int at, const RowList& rows) {
    return sqlite3_bind_pointer(statement, at, const_cast<RowList*>(&rows), pointer_type, nullptr);
}

}  // namespace millrace::store::sqlite
