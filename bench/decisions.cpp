#include "bench/decisions.hpp"

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/routing/routing.hpp"

namespace millrace::bench {
namespace {

using Type = store::RowList::Type;

struct Made {
    desk::ConversationId id;
    std::string queue;
    std::string agent;  // empty: it waits
};

void make(Office& office, const desk::Work& work, const std::vector<Made>& all) {
    const desk::ContactId contact = expected(desk::add_contact(work.tx, work.org, "", ""));
    store::RowList rows({{"id", Type::integer}, {"queue", Type::text}, {"agent", Type::text}});
    for (const Made& each : all) {
        rows.add({each.id, each.queue, each.agent});
    }
    work.tx.run(
        "INSERT INTO conversation(id, org, contact, channel, status, owner, queue, team, agent, priority, first_text,"
        " waiting_since, started, updated, close_reason, human_requested) SELECT m.id, $org, $contact, $channel,"
        " CASE WHEN m.agent = '' THEN 'queued' ELSE 'assigned' END, CASE WHEN m.agent = '' THEN 'none' ELSE 'human' "
        "END,"
        " m.queue, q.team, m.agent, 1, 'Where is my order?', $now, $now, $now, '', 0 FROM $made AS m"
        " CROSS JOIN queue q WHERE q.org = $org AND q.name = m.queue",
        {{"made", rows}, {"org", work.org}, {"contact", contact}, {"channel", office.channel}, {"now", work.now()}});
    work.tx.run(
        "INSERT INTO queue_entry(org, queue, conversation, priority, since, run, waits_since) SELECT $org, m.queue,"
        " m.id, 1, $now, 0, $now FROM $made AS m WHERE m.agent = '' ORDER BY m.n",
        {{"made", rows}, {"org", work.org}, {"now", work.now()}});
}

}  // namespace

Decisions::Decisions(Office& office) : office_(office) {
    office.store->on_completed([](store::Commits) {});
    office.feed->add([this](const desk::DeskEvent& event) {
        if (event.name == desk::event::conversation_offered) {
            offers_.fetch_add(1, std::memory_order_relaxed);
        }
    });
    give_all_something_in_hand();
}

void Decisions::give_all_something_in_hand() {
    office_.change([&](const desk::Work& work) -> Status {
        std::vector<Made> all;
        for (std::size_t i = 0; i < office_.people.size(); ++i) {
            const desk::Viewer& each = office_.people[i];
            desk::agent_seen(work, each.user, work.now() + hours(24));
            expected(desk::set_my_status(work, each, "online", ""));
            for (int n = 0; n < in_hand; ++n) {
                all.push_back({office_.store->ids().next<desk::ConversationId>(0),
                               office_.queues[i % office_.queues.size()], each.user});
            }
        }
        make(office_, work, all);
        return {};
    });
}

void Decisions::fill_lines() {
    office_.change([&](const desk::Work& work) -> Status {
        std::vector<Made> all;
        for (const std::string& queue : office_.queues) {
            const auto waiting = work.reader()
                                     .one("SELECT count(*) AS n FROM queue_entry WHERE org = $org AND queue = $queue",
                                          {{"queue", queue}})
                                     ->integer("n");
            for (std::int64_t i = waiting; i < in_line; ++i) {
                all.push_back({office_.store->ids().next<desk::ConversationId>(0), queue, ""});
            }
        }
        make(office_, work, all);
        return {};
    });
}

void Decisions::take_what_is_offered() {
    office_.change([&](const desk::Work& work) -> Status {
        work.tx.run(
            "UPDATE conversation SET status = 'closed', owner = 'none', close_reason = 'resolved', closed = $now"
            " WHERE org = $org AND id IN (SELECT conversation FROM offer WHERE org = $org)",
            {{"now", work.now()}, {"org", work.org}});
        work.tx.run(
            "DELETE FROM queue_entry WHERE org = $org AND conversation IN (SELECT conversation FROM offer WHERE org = "
            "$org)",
            {{"org", work.org}});
        work.tx.run("DELETE FROM offer WHERE org = $org", {{"org", work.org}});
        return {};
    });
}

// How long it took.
double Decisions::offer_each_one(int in_flight) {
    const std::uint64_t before = offers_;
    std::mutex mutex;
    std::condition_variable changed;
    int under_way = 0;
    const auto began = steady_clock::now();
    for (const desk::Viewer& each : office_.people) {
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return under_way < in_flight; });
            ++under_way;
        }
        office_.submit(
            [&each](const desk::Work& work) -> Status {
                desk::route_to(work, each.user);
                return {};
            },
            [&] {
                const std::lock_guard lock(mutex);
                --under_way;
                changed.notify_one();
            });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return under_way == 0; });
    const double took = seconds_since(began);
    if (offers_ - before != office_.people.size()) {
        fmt::print(stderr, "millrace bench: expected {} offers but there were {}\n", office_.people.size(),
                   offers_ - before);
        std::exit(1);
    }
    return took;
}

double Decisions::a_second(double seconds, int in_flight) {
    double took = 0;
    std::size_t decided = 0;
    while (took < seconds) {
        take_what_is_offered();
        fill_lines();
        took += offer_each_one(in_flight);
        decided += office_.people.size();
    }
    return static_cast<double>(decided) / took;
}

}  // namespace millrace::bench
