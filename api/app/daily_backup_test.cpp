#include "api/app/daily_backup.hpp"

#include <catch2/catch.hpp>

using namespace millrace;
using namespace millrace::app;

namespace {

Time at(std::string_view text) {
    return *parse_time(text);
}

}  // namespace

TEST_CASE("a backup is due once a day, and one that was missed at once") {
    const Duration three = hours(3);
    CHECK(next_backup(at("2026-01-05T09:00:00Z"), at("2026-01-05T03:00:00Z"), three) == at("2026-01-06T03:00:00Z"));
    CHECK(next_backup(at("2026-01-05T09:00:00Z"), at("2026-01-05T08:59:00Z"), three) == at("2026-01-06T03:00:00Z"));
    CHECK(next_backup(at("2026-01-05T02:00:00Z"), at("2026-01-04T03:00:00Z"), three) == at("2026-01-05T03:00:00Z"));
    CHECK(next_backup(at("2026-01-05T03:00:00Z"), at("2026-01-04T03:00:01Z"), three) == at("2026-01-05T03:00:00Z"));

    CHECK(next_backup(at("2026-01-05T09:00:00Z"), at("2026-01-04T03:00:00Z"), three) == at("2026-01-05T09:00:00Z"));
    CHECK(next_backup(at("2026-01-05T09:00:00Z"), Time{}, three) == at("2026-01-05T09:00:00Z"));
    // A clock that was set back: not every minute one more.
    CHECK(next_backup(at("2026-01-05T09:00:00Z"), at("2026-02-01T03:00:00Z"), three) == at("2026-01-06T03:00:00Z"));
}

TEST_CASE("a backup's name tells when it was made") {
    CHECK(backup_name(at("2026-01-05T03:00:07.250Z")) == "millrace-20260105T030007Z.db");
    CHECK(time_of_backup("millrace-20260105T030007Z.db") == at("2026-01-05T03:00:07Z"));
    for (const auto name : {"millrace.db", "millrace-20260105T030007Z.db.part", "millrace-20261305T030007Z.db",
                            "letters-20260105T030007Z.txt", ""}) {
        CHECK(time_of_backup(name) == Time{});
    }
}

TEST_CASE("a time of day has hours and minutes") {
    CHECK(*parse_time_of_day("03:00") == hours(3));
    CHECK(*parse_time_of_day("23:59") == hours(23) + minutes(59));
    for (const auto text : {"", "3", "3:00", "24:00", "12:60", "12:00x", "ab:cd", "-1:00"}) {
        CHECK_FALSE(parse_time_of_day(text));
    }
}
