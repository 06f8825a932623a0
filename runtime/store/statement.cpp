#include "runtime/store/statement.hpp"

#include <fmt/format.h>

#include "runtime/store/session.hpp"

namespace millrace::store {
namespace {

std::string_view kind_name(Bound::Kind kind) {
    switch (kind) {
        case Bound::Kind::null:
            return "null";
        case Bound::Kind::integer:
            return "a whole number";
        case Bound::Kind::number:
            return "a number";
        case Bound::Kind::text:
            return "text";
        case Bound::Kind::bytes:
            return "bytes";
        case Bound::Kind::rows:
            return "rows";
    }
    return "nothing";
}

[[noreturn]] void wrong_type(std::string_view column, std::string_view expected, Bound::Kind found) {
    throw SqlError(SqlError::Kind::statement,
                   fmt::format("expected {} in column {}, but it holds {}", expected, column, kind_name(found)));
}

}  // namespace

Error SqlError::error() const {
    switch (kind_) {
        case Kind::unique:
            return {"store.unique", what()};
        case Kind::constraint:
            return {"store.constraint", what()};
        case Kind::statement:
            return {"store.statement", what()};
        case Kind::expired:
            return {"store.reader_expired", what()};
        case Kind::full:
            return {"store.full", what()};
        case Kind::unavailable:
            return {"store.unavailable", what()};
        case Kind::broken:
            return {"store.broken", what()};
    }
    return {"store.broken", what()};
}

const detail::Cell& Row::cell(std::string_view column) const {
    const auto& names = *table_->columns;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == column) {
            return table_->cells[index_ * names.size() + i];
        }
    }
    throw SqlError(SqlError::Kind::statement,
                   fmt::format("expected one of the columns ({}), but asked for {}", fmt::join(names, ", "), column));
}

std::int64_t Row::integer(std::string_view column) const {
    const auto& found = cell(column);
    if (found.kind != Bound::Kind::integer) {
        wrong_type(column, "a whole number", found.kind);
    }
    return found.integer;
}

double Row::number(std::string_view column) const {
    const auto& found = cell(column);
    if (found.kind == Bound::Kind::integer) {
        return static_cast<double>(found.integer);
    }
    if (found.kind != Bound::Kind::number) {
        wrong_type(column, "a number", found.kind);
    }
    return found.number;
}

std::string_view Row::text(std::string_view column) const {
    const auto& found = cell(column);
    if (found.kind != Bound::Kind::text) {
        wrong_type(column, "text", found.kind);
    }
    return view(found);
}

std::string_view Row::bytes(std::string_view column) const {
    const auto& found = cell(column);
    if (found.kind != Bound::Kind::bytes) {
        wrong_type(column, "bytes", found.kind);
    }
    return view(found);
}

Rows OrgReader::query(std::string_view sql, std::initializer_list<Param> params) const {
    return select(sql, params.begin(), params.size());
}

Rows OrgReader::query(std::string_view sql, const std::vector<Param>& params) const {
    return select(sql, params.data(), params.size());
}

std::optional<Row> OrgReader::one(std::string_view sql, std::initializer_list<Param> params) const {
    return Session::first(select(sql, params.begin(), params.size()));
}

Rows OrgReader::settled(std::string_view sql, std::initializer_list<Param> params) const {
    const std::vector<Param> all = with_org(params.begin(), params.size());
    return session_->select_settled(sql, all.data(), all.size());
}

std::optional<Row> OrgReader::settled_one(std::string_view sql, std::initializer_list<Param> params) const {
    return Session::first(settled(sql, params));
}

Rows OrgReader::select(std::string_view sql, const Param* params, std::size_t count) const {
    const std::vector<Param> all = with_org(params, count);
    return session_->select(sql, all.data(), all.size());
}

std::vector<Param> OrgReader::with_org(const Param* params, std::size_t count) const {
    // $org goes first: a statement that does not name it fails on it before anything else.
    std::vector<Param> all;
    all.reserve(count + 1);
    all.emplace_back("org", org_);
    all.insert(all.end(), params, params + count);
    return all;
}

}  // namespace millrace::store
