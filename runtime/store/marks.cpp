#include "runtime/store/marks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/base/id.hpp"

namespace millrace::store {

Marks read_marks(const NumberOf& number_of, const MigrationList& migrations) {
    Marks marks;
    marks.clock = Time{number_of("SELECT number AS n FROM meta WHERE name = 'clock'")};
    // Who was killed may have gone on for so long after his last mark; who was closed has said where he stood.
    if (marks.clock.ms > 0 && number_of("SELECT number AS n FROM meta WHERE name = 'clock.closed'") != marks.clock.ms) {
        marks.clock = marks.clock + clock_mark_every;
    }
    marks.last_lsn =
        static_cast<std::uint64_t>(std::max(number_of("SELECT number AS n FROM meta WHERE name = 'journal.lsn'"),
                                            number_of("SELECT max(lsn) AS n FROM journal")));

    for (const auto& migration : migrations.all()) {
        for (const auto& place : migration.ids) {
            const auto dot = place.find('.');
            MILLRACE_ASSERT(dot != std::string::npos);
            const auto sql = fmt::format("SELECT max({}) AS n FROM {}", place.substr(dot + 1), place.substr(0, dot));
            marks.greatest_id = std::max(marks.greatest_id, static_cast<std::uint64_t>(number_of(sql)));
        }
    }
    // Rows may have been deleted since (an inbox row lives for a moment), but none was made after this.
    const auto latest_ms = static_cast<std::uint64_t>((marks.clock + clock_mark_every).ms);
    if (marks.clock.ms > 0 && latest_ms > id_epoch_ms) {
        marks.greatest_id = std::max(marks.greatest_id, ((latest_ms - id_epoch_ms) << 21) | ((1U << 21) - 1));
    }
    return marks;
}

}  // namespace millrace::store
