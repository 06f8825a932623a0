#pragma once

#include <string>
#include <string_view>

#include "engine/value/fields.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/work.hpp"

// What came into each queue and how it left, counted in the transaction in which it happened, by quarters of an hour.
// README.md says what each figure means and where its formula is from.
namespace millrace::desk {

constexpr Duration statistics_interval = minutes(15);
constexpr Duration short_abandon = seconds(10);

struct QueueCounts {
    // Into the queue.
    std::int64_t enqueued = 0;
    std::int64_t transferred_in = 0;
    std::int64_t overflowed_in = 0;
    // Out of it; each stay has one end.
    std::int64_t answered = 0;
    std::int64_t abandoned = 0;
    std::int64_t overflowed_out = 0;
    std::int64_t transferred_out = 0;
    std::int64_t returned = 0;  // to the flow that had sent it
    std::int64_t ended = 0;     // closed by us while it waited
    // Of the above.
    std::int64_t answered_in_time = 0;
    std::int64_t abandoned_short = 0;
    // Besides.
    std::int64_t offered = 0;    // times somebody was asked
    std::int64_t handed_on = 0;  // to another queue, by who had it
    std::int64_t closed = 0;     // by who had it
    std::int64_t wait_ms = 0;    // of those that were answered
    std::int64_t longest_wait_ms = 0;

    std::int64_t entered() const { return enqueued + transferred_in + overflowed_in; }
    std::int64_t left() const { return answered + abandoned + overflowed_out + transferred_out + returned + ended; }
    QueueCounts& operator+=(const QueueCounts& other);
};
void describe(Fields<QueueCounts>& fields);

store::Migration statistics_tables();

enum class Entered : std::uint8_t { anew, transferred, overflowed };
enum class Left : std::uint8_t { answered, abandoned, overflowed, transferred, returned, ended };
void count_entered(const Work& work, std::string_view queue, Entered how);
void count_left(const Work& work, const QueueEntry& entry, Left how);
void count_offered(const Work& work, std::string_view queue);
void count_handed_on(const Work& work, std::string_view queue);
void count_closed(const Work& work, std::string_view queue);

// From the interval that `from` lies in, up to and without `to`.
QueueCounts counts_of(store::OrgReader reader, std::string_view queue, Time from, Time to);

// {target: {answer_within, goal_percent}, counts, service_level: {standard, answered_only, strict}, abandon_rate,
// answer_rate, asa_s, longest_wait_s}: rates in per cent, nil where nothing happened.
Value show_figures(store::OrgReader reader, std::string_view queue, const QueueCounts& counts);
// {queue, from, to, waiting, …the figures, intervals: [{start, …counts}]}. "queue.unknown" for a queue that he does not
// see; "statistics.range" for more than 31 days or none.
Result<Value> show_statistics(store::OrgReader reader, const Viewer& viewer, std::string_view queue, Time from,
                              Time to);

}  // namespace millrace::desk
