#include "runtime/store/settled.hpp"

#include <algorithm>

namespace millrace::store {
namespace {

constexpr std::size_t answers_max = 10'000;

bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool begins(std::string_view sql, std::string_view with) {
    return sql.substr(0, with.size()) == with;
}

// The table that a statement changes: empty for one that only reads; none for one that this does not understand.
std::optional<std::string_view> changed_by(std::string_view sql) {
    for (const std::string_view start : {"INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
        if (begins(sql, start)) {
            sql.remove_prefix(start.size());
            const auto end = std::find_if_not(sql.begin(), sql.end(), is_of_name);
            return sql.substr(0, static_cast<std::size_t>(end - sql.begin()));
        }
    }
    return begins(sql, "SELECT ") ? std::optional<std::string_view>("") : std::nullopt;
}

}  // namespace

bool names_table(std::string_view sql, std::string_view table) {
    for (auto at = sql.find(table); at != std::string_view::npos; at = sql.find(table, at + 1)) {
        const auto end = at + table.size();
        if ((at == 0 || !is_of_name(sql[at - 1])) && (end == sql.size() || !is_of_name(sql[end]))) {
            return true;
        }
    }
    return false;
}

std::string Settled::question(std::string_view sql, const Param* params, std::size_t count) {
    std::string text(sql);
    for (std::size_t i = 0; i < count; ++i) {
        const Bound& value = params[i].value;
        text += '\0';
        text += params[i].name;
        text += '\0';
        switch (value.kind()) {
            case Bound::Kind::integer:
                text += std::to_string(value.integer());
                break;
            case Bound::Kind::text:
                text += '"';
                text += value.text();
                break;
            case Bound::Kind::null:
            case Bound::Kind::number:
            case Bound::Kind::bytes:
            case Bound::Kind::rows:
                throw SqlError(SqlError::Kind::statement, "expected a settled question to be about numbers and texts");
        }
    }
    return text;
}

void Settled::keep(std::string_view sql, std::string question, const Rows& answer) {
    if (answers_.size() >= answers_max) {
        forget();
    }
    if (statements_.count(sql) == 0) {
        statements_.emplace(sql);
        concerned_.clear();
    }
    answers_.emplace(std::move(question), answer);
}

void Settled::run(std::string_view sql) {
    if (answers_.empty()) {
        return;
    }
    const auto table = changed_by(sql);
    if (!table) {
        forget();
        return;
    }
    if (table->empty()) {
        return;
    }
    const auto [known, is_new] = concerned_.try_emplace(std::string(*table), false);
    if (is_new) {
        known->second = std::any_of(statements_.begin(), statements_.end(),
                                    [&](const std::string& each) { return names_table(each, *table); });
    }
    if (known->second) {
        forget();
    }
}

void Settled::forget() {
    answers_.clear();
    statements_.clear();
    concerned_.clear();
}

}  // namespace millrace::store
