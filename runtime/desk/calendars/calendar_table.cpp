#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/calendars/calendar.hpp"

namespace millrace::desk {

store::Migration calendar_tables() {
    return {.number = 600,
            .name = "calendars",
            .statements = {"CREATE TABLE calendar(org {id} NOT NULL, name {text} NOT NULL, title {text} NOT NULL,"
                           " week {text} NOT NULL, PRIMARY KEY(org, name))"}};
}

Status put_calendar(store::Transaction& tx, OrgId org, const Calendar& calendar) {
    if (!is_key(calendar.key)) {
        return Error{"calendar.key_malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + calendar.key + "'", "/key"};
    }
    const std::string week = json::dump(show_week(calendar.week));
    tx.run(
        "INSERT INTO calendar(org, name, title, week) VALUES($org, $name, $title, $week)"
        " ON CONFLICT(org, name) DO UPDATE SET title = $title, week = $week",
        {{"org", org}, {"name", calendar.key}, {"title", calendar.title}, {"week", week}});
    return {};
}

std::optional<Calendar> find_calendar(store::OrgReader reader, std::string_view key) {
    const auto row =
        reader.one("SELECT name, title, week FROM calendar WHERE org = $org AND name = $key", {{"key", key}});
    if (!row) {
        return std::nullopt;
    }
    Calendar calendar;
    calendar.key = row->text("name");
    calendar.title = row->text("title");
    const Result<Value> document = json::parse(row->text("week"));
    Result<Week> week = document ? read_week(*document) : Result<Week>(document.error());
    if (!week) {
        return std::nullopt;  // its zone has left the machine's list: nobody knows when it is open
    }
    calendar.week = std::move(*week);
    return calendar;
}

}  // namespace millrace::desk
