#pragma once

#include <optional>
#include <string_view>

#include "runtime/desk/calendars/hours.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

struct Calendar {
    std::string key;
    std::string title;
    Week week;
};

store::Migration calendar_tables();

// Replaces what it was.
Status put_calendar(store::Transaction& tx, OrgId org, const Calendar& calendar);
std::optional<Calendar> find_calendar(store::OrgReader reader, std::string_view key);

}  // namespace millrace::desk
