#include <fmt/format.h>
#include <sqlite3.h>

#include "runtime/store/plan_watch.hpp"
#include "runtime/store/sqlite/connection.hpp"
#include "runtime/store/sqlite/row_list_table.hpp"

namespace millrace::store::sqlite {

void raise_error(sqlite3* db, std::string_view doing) {
    const int code = sqlite3_extended_errcode(db);
    auto kind = SqlError::Kind::broken;
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            kind = code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                           code == SQLITE_CONSTRAINT_ROWID
                       ? SqlError::Kind::unique
                       : SqlError::Kind::constraint;
            break;
        case SQLITE_ERROR:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
        case SQLITE_TOOBIG:
        case SQLITE_MISUSE:
            kind = SqlError::Kind::statement;
            break;
        case SQLITE_INTERRUPT:
            kind = SqlError::Kind::expired;
            break;
        case SQLITE_FULL:
            kind = SqlError::Kind::full;
            break;
        default:
            break;
    }
    throw SqlError(kind,
                   fmt::format("{}: {} (SQLite {}), in: {}", sqlite3_errstr(code), sqlite3_errmsg(db), code, doing));
}

namespace {

void watch_plan(sqlite3* db, std::string_view sql) {
    if (!watches_plan("sqlite", sql)) {
        return;
    }
    const std::string explain = "EXPLAIN QUERY PLAN " + std::string(sql);
    sqlite3_stmt* statement = nullptr;
    std::vector<std::string> plan;
    if (sqlite3_prepare_v2(db, explain.c_str(), -1, &statement, nullptr) == SQLITE_OK) {
        while (sqlite3_step(statement) == SQLITE_ROW) {
            plan.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 3)));
        }
    }
    sqlite3_finalize(statement);
    tell_plan("sqlite", sql, plan);
}

}  // namespace

Prepared::Prepared(sqlite3* db, std::string_view sql) : db_(db) {
    const char* rest = nullptr;
    const int size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v3(db, sql.data(), size, SQLITE_PREPARE_PERSISTENT, &statement_, &rest) != SQLITE_OK) {
        raise_error(db, sql);
    }
    if (statement_ == nullptr ||
        std::string_view(rest, sql.data() + size - rest).find_first_not_of(" \n\t;") != sql.npos) {
        sqlite3_finalize(statement_);
        throw SqlError(SqlError::Kind::statement, fmt::format("expected one statement, but got: {}", sql));
    }
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement_); ++i) {
        const char* name = sqlite3_bind_parameter_name(statement_, i);
        parameters_.emplace_back(name != nullptr ? name + 1 : "");
    }
    auto columns = std::make_shared<std::vector<std::string>>();
    for (int i = 0; i < sqlite3_column_count(statement_); ++i) {
        columns->emplace_back(sqlite3_column_name(statement_, i));
    }
    columns_ = std::move(columns);
    watch_plan(db, sql);
}

Prepared::~Prepared() {
    sqlite3_finalize(statement_);
}

void Prepared::bind(const Param* params, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        // Most callers name parameters in the order in which they appear.
        std::size_t at = i;
        if (at >= parameters_.size() || parameters_[at] != params[i].name) {
            at = 0;
            while (at < parameters_.size() && parameters_[at] != params[i].name) {
                ++at;
            }
        }
        if (at == parameters_.size()) {
            throw SqlError(SqlError::Kind::statement,
                           fmt::format("expected a parameter ${} in the statement, but it has none: {}", params[i].name,
                                       sqlite3_sql(statement_)));
        }
        bind(static_cast<int>(at) + 1, params[i].value);
    }
    if (count < parameters_.size()) {
        throw SqlError(SqlError::Kind::statement,
                       fmt::format("expected values for all of (${}), but got {}: {}", fmt::join(parameters_, ", $"),
                                   count, sqlite3_sql(statement_)));
    }
}

void Prepared::bind(int at, const Bound& value) {
    int code = SQLITE_OK;
    // Static: every statement is stepped to its end before the call that bound it returns.
    switch (value.kind()) {
        case Bound::Kind::null:
            code = sqlite3_bind_null(statement_, at);
            break;
        case Bound::Kind::integer:
            code = sqlite3_bind_int64(statement_, at, value.integer());
            break;
        case Bound::Kind::number:
            code = sqlite3_bind_double(statement_, at, value.number());
            break;
        case Bound::Kind::text:
            code = sqlite3_bind_text64(statement_, at, value.text().data() != nullptr ? value.text().data() : "",
                                       value.text().size(), SQLITE_STATIC, SQLITE_UTF8);
            break;
        case Bound::Kind::bytes:
            code = sqlite3_bind_blob64(statement_, at, value.text().data() != nullptr ? value.text().data() : "",
                                       value.text().size(), SQLITE_STATIC);
            break;
        case Bound::Kind::rows:
            code = bind_row_list(statement_, at, value.rows());
            break;
    }
    if (code != SQLITE_OK) {
        fail();
    }
}

std::int64_t Prepared::finish() {
    const auto before = sqlite3_total_changes64(db_);
    while (step()) {
    }
    reset();
    // sqlite3_changes would still tell of the statement before, if this one changes nothing by nature.
    return sqlite3_total_changes64(db_) == before ? 0 : sqlite3_changes64(db_);
}

std::optional<std::int64_t> Prepared::first_number() {
    std::optional<std::int64_t> number;
    if (step() && sqlite3_column_type(statement_, 0) == SQLITE_INTEGER) {
        number = sqlite3_column_int64(statement_, 0);
    }
    reset();
    return number;
}

Rows Prepared::rows() {
    auto table = std::make_shared<detail::Table>();
    table->columns = columns_;
    const int columns = static_cast<int>(columns_->size());
    while (step()) {
        append_row(*table, columns);
    }
    reset();
    return Rows(std::move(table));
}

void Prepared::append_row(detail::Table& table, int columns) {
    for (int i = 0; i < columns; ++i) {
        detail::Cell cell;
        switch (sqlite3_column_type(statement_, i)) {
            case SQLITE_INTEGER:
                cell.kind = Bound::Kind::integer;
                cell.integer = sqlite3_column_int64(statement_, i);
                break;
            case SQLITE_FLOAT:
                cell.kind = Bound::Kind::number;
                cell.number = sqlite3_column_double(statement_, i);
                break;
            case SQLITE_TEXT:
            case SQLITE_BLOB: {
                cell.kind = sqlite3_column_type(statement_, i) == SQLITE_TEXT ? Bound::Kind::text : Bound::Kind::bytes;
                const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, i));
                cell.integer = static_cast<std::int64_t>(table.arena.size());
                cell.size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, i));
                table.arena.append(data != nullptr ? data : "", cell.size);
                break;
            }
            default:
                break;
        }
        table.cells.push_back(cell);
    }
}

bool Prepared::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        fail();
    }
    return false;
}

bool Prepared::read_only() const {
    return sqlite3_stmt_readonly(statement_) != 0;
}

void Prepared::reset() noexcept {
    sqlite3_reset(statement_);
}

void Prepared::fail() {
    // The text before the reset, the error after: raise_error reads both from the connection.
    const std::string sql = sqlite3_sql(statement_);
    try {
        raise_error(db_, sql);
    } catch (const SqlError&) {
        reset();
        throw;
    }
}

}  // namespace millrace::store::sqlite
