// The desk: how many routing decisions a second, how many conversations through the whole of their life, and how soon
// somebody sees his inbox in an org with a million conversations.

#include <deque>

#include "bench/decisions.hpp"
#include "bench/office.hpp"
#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/conversations/inbox.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/routing/routing.hpp"

namespace millrace::bench {
namespace {

// Conversations go through their queues: each comes, is offered, accepted and closed, so many at a time.
class Floor {
public:
    explicit Floor(Office& office) : office_(office) {
        office.change([&](const desk::Work& work) -> Status {
            for (const desk::Viewer& each : office.people) {
                desk::agent_seen(work, each.user, work.now() + hours(24));
                expected(desk::set_my_status(work, each, "online", ""));
                by_user_[each.user] = &each;
            }
            return {};
        });
        office.feed->add([this](const desk::DeskEvent& event) {
            if (event.name == desk::event::conversation_offered) {
                offers_.fetch_add(1, std::memory_order_relaxed);
                const std::lock_guard lock(mutex_);
                accept_.push_back(
                    {expected(parse_id<desk::ConversationTag>(event.payload["conversation_id"].as_string())),
                     std::string(event.payload["agent_id"].as_string())});
                more_.notify_one();
            }
        });
        office.store->on_completed([](store::Commits) {});
    }

    double decisions_a_second(double seconds, int in_flight) {
        const std::uint64_t before = offers_;
        const auto began = steady_clock::now();
        for (int i = 0; i < in_flight; ++i) {
            come();
        }
        while (seconds_since(began) < seconds) {
            next(true);
        }
        const double a_second = static_cast<double>(offers_ - before) / seconds_since(began);
        while (under_way_ > 0) {
            next(false);
        }
        return a_second;
    }

private:
    struct Accept {
        desk::ConversationId conversation;
        std::string user;
    };

    void next(bool more) {
        Accept accept;
        {
            std::unique_lock lock(mutex_);
            if (!more_.wait_for(lock, std::chrono::seconds(10),
                                [&] { return !accept_.empty() || ended_ > 0 || under_way_ == 0; })) {
                fmt::print(stderr, "millrace bench: expected offers but none came for ten seconds\n");
                std::exit(1);
            }
            if (ended_ > 0) {
                --ended_;
                if (!more) {
                    return;
                }
                lock.unlock();
                come();
                return;
            }
            if (accept_.empty()) {
                return;
            }
            accept = std::move(accept_.front());
            accept_.pop_front();
        }
        const desk::Viewer& who = *by_user_.at(accept.user);
        office_.submit([&who, id = accept.conversation](
                           const desk::Work& work) { return status_of(desk::accept_offer(work, who, id)); },
                       [this, &who, id = accept.conversation] {
                           office_.submit(
                               [&who, id](const desk::Work& work) {
                                   return status_of(desk::close_conversation(work, who, id, "resolved"));
                               },
                               [this] {
                                   const std::lock_guard lock(mutex_);
                                   --under_way_;
                                   ++ended_;
                                   more_.notify_one();
                               });
                       });
    }

    static Status status_of(const Result<Value>& result) { return result ? Status() : Status(result.error()); }

    void come() {
        {
            const std::lock_guard lock(mutex_);
            ++under_way_;
        }
        const std::string& queue = office_.queues[came_++ % office_.queues.size()];
        office_.submit(
            [this, &queue](const desk::Work& work) -> Status {
                const Result<desk::ContactId> contact = desk::add_contact(work.tx, work.org, "", "");
                if (!contact) {
                    return contact.error();
                }
                const auto id = office_.store->ids().next<desk::ConversationId>(0);
                work.tx.run(
                    "INSERT INTO conversation(id, org, contact, channel, status, owner, queue, team, agent,"
                    " priority, first_text, started, updated, close_reason, human_requested)"
                    " VALUES($id, $org, $contact, $channel, 'new', 'flow', '', '', '', 1, '', $now, $now, '', 0)",
                    {{"id", id},
                     {"org", work.org},
                     {"contact", *contact},
                     {"channel", office_.channel},
                     {"now", work.now()}});
                desk::enter_queue(work, *desk::find_conversation(work.reader(), id),
                                  *desk::find_queue(work.reader(), queue), desk::Priority::normal, {}, "none");
                return {};
            },
            [] {});
    }

    Office& office_;
    std::map<std::string, const desk::Viewer*> by_user_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Accept> accept_;
    int ended_ = 0;
    int under_way_ = 0;
    std::size_t came_ = 0;
    std::atomic<std::uint64_t> offers_{0};
};

// So many conversations of the past, each with who had it, and some that are open.
void fill(Office& office, int count) {
    constexpr int at_once = 20'000;
    std::int64_t made = 0;
    for (int from = 0; from < count; from += at_once) {
        office.change([&](const desk::Work& work) -> Status {
            const std::int64_t many = std::min(at_once, count - from);
            const auto base = static_cast<std::int64_t>(office.store->ids().next<desk::ConversationId>(0).value);
            for (std::int64_t i = 1; i <= many; ++i) {
                const desk::Viewer& agent = office.people[static_cast<std::size_t>(made) % office.people.size()];
                const std::string team = desk::teams_of(work.reader(), agent.user).at(0);
                const std::string& queue = office.queues[static_cast<std::size_t>(made) % office.queues.size()];
                const bool open = made % 20'000 < 200;  // one in a hundred, spread over agents as over time
                work.tx.run(
                    "INSERT INTO contact(id, org, name, email, created) VALUES($id, $org, 'Somebody', '', $now)",
                    {{"id", base + i}, {"org", work.org}, {"now", work.now()}});
                work.tx.run(
                    "INSERT INTO conversation(id, org, contact, channel, status, owner, queue, team, agent,"
                    " priority, first_text, started, updated, close_reason, human_requested)"
                    " VALUES($id, $org, $id, $channel, $status, $owner, $queue, $team, $agent, 1,"
                    " 'Where is my order?', $now, $now, $reason, 0)",
                    {{"id", base + i},
                     {"org", work.org},
                     {"channel", office.channel},
                     {"status", open ? "assigned" : "closed"},
                     {"owner", open ? "human" : "none"},
                     {"queue", queue},
                     {"team", team},
                     {"agent", agent.user},
                     {"now", work.now()},
                     {"reason", open ? "" : "resolved"}});
                ++made;
            }
            return {};
        });
        say("{} of {} conversations", made, count);
    }
}

double inbox_p95(Office& office, int looks) {
    std::mt19937 random(4711);
    std::vector<double> took_ms;
    for (int i = 0; i < looks; ++i) {
        const desk::Viewer& who = office.people[random() % office.people.size()];
        const auto began = steady_clock::now();
        const auto reader = office.store->reader();
        const auto page = desk::list_conversations(reader->org(office.org), who, {});
        took_ms.push_back(seconds_since(began) * 1000);
        if (!page || page->items.as_list().empty()) {
            fmt::print(stderr, "millrace bench: expected an inbox with something in it\n");
            std::exit(1);
        }
    }
    return percentile(took_ms, 95);
}

}  // namespace

void desk_work(const Wish& wish) {
    const std::string in = wish.store.empty() ? "" : "postgres_";
    {
        Office office(wish, "decisions", 50, wish.quick ? 50 : 500);
        Decisions decisions(office);
        report(in + "desk_decisions", "decisions/s", [&] { return decisions.a_second(wish.seconds, 64); });
    }
    {
        Office office(wish, "routing", 50, wish.quick ? 50 : 500);
        Floor floor(office);
        report(in + "desk_routing", "conversations/s", [&] { return floor.decisions_a_second(wish.seconds, 64); });
    }
    Office office(wish, "inbox", 50, wish.quick ? 50 : 500);
    fill(office, wish.quick ? 10'000 : 1'000'000);
    report(in + "desk_inbox_p95", "ms", [&] { return inbox_p95(office, 500); });
}

}  // namespace millrace::bench
