// The one source that speaks through libpqxx; its headers stay out of every other.
#include "runtime/store/postgres/connection.hpp"

#include <fmt/format.h>
#include <pqxx/pqxx>

#include "runtime/store/plan_watch.hpp"
#include "runtime/store/postgres/address.hpp"
#include "runtime/store/postgres/sql_text.hpp"

namespace millrace::store::postgres {

// A nontransaction sends what it is given: where transactions begin and end is ours to say, since a commit whose answer
// never came must be told from one that was refused.
struct Connection::Link {
    explicit Link(const std::string& url) : connection(url), quiet(connection), statements(connection) {}
    pqxx::connection connection;
    pqxx::quiet_errorhandler quiet;
    pqxx::nontransaction statements;
};

namespace {

SqlError::Kind kind_of(const std::string& state, Connection::Mode mode) {
    const auto begins = [&](std::string_view with) { return state.compare(0, with.size(), with) == 0; };
    if (state == "23505") {
        return SqlError::Kind::unique;
    }
    if (begins("23") || state == "22021") {  // 22021: text that is not UTF-8
        return SqlError::Kind::constraint;
    }
    if (state == "53100") {
        return SqlError::Kind::full;
    }
    if (state == "57014" || state == "25P03") {  // too slow; idle for too long
        return mode == Connection::Mode::read ? SqlError::Kind::expired : SqlError::Kind::unavailable;
    }
    if (state == "25006") {  // read-only: a reader that writes, or a writer that found a standby
        return mode == Connection::Mode::read ? SqlError::Kind::statement : SqlError::Kind::unavailable;
    }
    // Connection, shutdown, rolled back for somebody else's sake, no memory or connections, a lock that did not come.
    for (const auto* with : {"08", "57P", "40", "53", "55P03"}) {
        if (begins(with)) {
            return SqlError::Kind::unavailable;
        }
    }
    if (begins("XX") || begins("58") || begins("F0")) {
        return SqlError::Kind::broken;
    }
    return SqlError::Kind::statement;
}

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

// Names of the types that the common SQL knows.
enum Type : pqxx::oid { boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, float4 = 700, float8 = 701 };
constexpr pqxx::oid numeric = 1700;  // sum() of whole numbers

void append_cell(detail::Table& table, const pqxx::field& field, pqxx::oid type) {
    detail::Cell cell;
    if (!field.is_null()) {
        const std::string_view text(field.c_str(), field.size());
        const bool whole = text.find_first_of(".eEnN") == std::string_view::npos;
        if (type == boolean) {
            cell.kind = Bound::Kind::integer;
            cell.integer = text == "t" ? 1 : 0;
        } else if (type == int8 || type == int4 || type == int2 || (type == numeric && whole)) {
            cell.kind = Bound::Kind::integer;
            cell.integer = std::stoll(std::string(text));
        } else if (type == float8 || type == float4 || type == numeric) {
            cell.kind = Bound::Kind::number;
            cell.number = std::stod(std::string(text));
        } else {
            cell.kind = type == bytea ? Bound::Kind::bytes : Bound::Kind::text;
            const auto begin = table.arena.size();
            if (type == bytea) {
                append_bytes(table.arena, text);
            } else {
                table.arena.append(text);
            }
            cell.integer = static_cast<std::int64_t>(begin);
            cell.size = table.arena.size() - begin;
        }
    }
    table.cells.push_back(cell);
}

Rows copied(const pqxx::result& result) {
    auto table = std::make_shared<detail::Table>();
    auto names = std::make_shared<std::vector<std::string>>();
    std::vector<pqxx::oid> types;
    const auto columns = static_cast<int>(result.columns());
    for (int i = 0; i < columns; ++i) {
        names->emplace_back(result.column_name(i));
        types.push_back(result.column_type(i));
    }
    table->columns = std::move(names);
    for (const auto& row : result) {
        for (int i = 0; i < columns; ++i) {
            append_cell(*table, row[i], types[static_cast<std::size_t>(i)]);
        }
    }
    return Rows(std::move(table));
}

}  // namespace

// Turns what libpqxx throws into an SqlError, and remembers when the connection is over: libpqxx 6 would open another
// in its place and go on there, in the middle of a transaction that is gone.
template <class Work>
auto Connection::guarded(std::string_view doing, Work&& work) {
    const auto fail = [&](SqlError::Kind kind, std::string_view what, std::string_view state) {
        if (kind == SqlError::Kind::unavailable || (link_ && !link_->connection.is_open())) {
            kind = kind == SqlError::Kind::expired ? kind : SqlError::Kind::unavailable;
            usable_ = false;
        }
        throw SqlError(
            kind, fmt::format("{} (PostgreSQL{}{}), in: {}", first_line(what), state.empty() ? "" : " ", state, doing));
    };
    if (!usable_) {
        fail(SqlError::Kind::unavailable, "the connection is lost", "");
    }
    try {
        return work();
    } catch (const pqxx::sql_error& error) {
        fail(kind_of(error.sqlstate(), mode_), error.what(), error.sqlstate());
    } catch (const SqlError&) {
        throw;
    } catch (const pqxx::failure& error) {  // broken connections, and rolled back for another transaction's sake
        fail(SqlError::Kind::unavailable, error.what(), "");
    } catch (const std::exception& error) {
        fail(SqlError::Kind::broken, error.what(), "");
    }
    throw SqlError(SqlError::Kind::broken, "unreachable");
}

Connection::Connection(const std::string& url, Mode mode) : mode_(mode) {
    guarded(shown(url), [&] { link_ = std::make_unique<Link>(with_defaults(url)); });
}

Connection::~Connection() = default;

Rows Connection::execute(const std::string& statements) {
    return guarded(statements, [&] { return copied(link_->statements.exec(statements)); });
}

// Small tables are best read whole; what matters is whether there is another way once they have grown.
void Connection::watch_plan(const std::string& sql, const std::vector<std::string>& values) {
    if (!watches_plan("postgres", sql)) {
        return;
    }
    std::vector<std::string> plan;
    link_->statements.exec("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
    const auto rows =
        link_->statements.exec_params("EXPLAIN (COSTS OFF) " + sql, pqxx::prepare::make_dynamic_params(values));
    for (const auto& row : rows) {
        plan.emplace_back(row[0].c_str());
    }
    link_->statements.exec("SET enable_seqscan = on; SET enable_hashjoin = on; SET enable_mergejoin = on");
    tell_plan("postgres", sql, plan);
}

Rows Connection::query(const std::string& sql, const std::vector<std::string>& values) {
    return guarded(sql, [&] {
        watch_plan(sql, values);
        return copied(link_->statements.exec_params(sql, pqxx::prepare::make_dynamic_params(values)));
    });
}

std::int64_t Connection::change(const std::string& sql, const std::vector<std::string>& values) {
    return guarded(sql, [&] {
        watch_plan(sql, values);
        const auto result = link_->statements.exec_params(sql, pqxx::prepare::make_dynamic_params(values));
        return static_cast<std::int64_t>(result.affected_rows());
    });
}

Rows Connection::select(std::string_view sql, const Param* params, std::size_t count) {
    const auto text = numbered(sql, params, count);
    return query(text.sql, text.values);
}

std::int64_t Connection::change(std::string_view sql, const Param* params, std::size_t count) {
    const auto text = numbered(sql, params, count);
    return change(text.sql, text.values);
}

}  // namespace millrace::store::postgres
